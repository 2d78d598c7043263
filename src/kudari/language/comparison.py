"""Sentences: what a fair race came to."""

SENTENCES: dict[str, tuple[str, str]] = {
    "race.progress.tune": (
        "{problem}: tuning, round {round} of {rounds} ({runs:,} runs of {steps:,} steps)",
        "{problem}：調整{round}／{rounds}回目（{runs:,}本、各{steps:,}ステップ）",
    ),
    "race.progress.race": (
        "{problem}: racing ({runs:,} runs of {steps:,} steps)",
        "{problem}：本番（{runs:,}本、各{steps:,}ステップ）",
    ),
    "race.header": (
        "Race on {problems}: {methods}, from the same {seeds} starts.",
        "{problems}での競走です。{methods}を、シード{seeds}個の同じ開始点から走らせました。",
    ),
    "race.header.batches": (
        "Race on {problems}: {methods}, from the same {seeds} starts with the same mini-batches.",
        "{problems}での競走です。{methods}を、シード{seeds}個の同じ開始点・同じミニバッチで走らせました。",
    ),
    "race.protocol": (
        "Each method was tuned by {trials} trials on {tuning} other seeds; runs are judged by {measured} "
        "after {budget}.",
        "各手法は、本番とは別のシード{tuning}個で{trials}回の試行により調整しました。"
        "優劣は{budget}を使った時点の{measured}で測ります。",
    ),
    "race.protocol.untuned": (
        "Nothing was tuned: every method has its default settings. Runs are judged by {measured} after {budget}.",
        "調整はせず、どの手法も既定の設定です。優劣は{budget}を使った時点の{measured}で測ります。",
    ),
    "race.protocol.best": (
        "Since a method here keeps the best it has met, that is what every run hands over, of all methods alike.",
        "出会った最良の状態を残す手法があるので、どの手法についても、そこまでの最良の値で比べます。",
    ),
    "race.protocol.seconds": (
        "Seconds are those that a step of all seeds together took on this machine, measured for each method alone.",
        "秒は、この計算機で全シードをまとめた1ステップにかかった時間を、手法ごとに測ったものです。",
    ),
    "race.amount.evaluations": ("{amount} gradient evaluations", "勾配の計算{amount}回"),
    "race.amount.steps": ("{amount} steps", "{amount}ステップ"),
    "race.amount.seconds": (
        "{amount} seconds of computing",
        "計算{amount}秒",
    ),
    "race.gap": ("final loss above the optimum", "最後の損失と最小値との差"),
    "race.way": ("share of the way down that is left", "残っている下り道のり（割合）"),
    "race.default": ("{name} (default)", "{name}（既定）"),
    "race.column.entry": ("method", "手法"),
    "race.column.finite": ("finite", "有限"),
    "race.column.final": ("{name}", "{name}"),
    "race.column.reached": ("target reached", "目標に到達"),
    "race.column.time": ("time to target", "目標までの時間"),
    "race.column.settings": ("settings", "設定"),
    "race.of": ("{count} of {all}", "{all}本中{count}本"),
    "race.never": ("never", "到達せず"),
    "race.caption": (
        "Median over seeds (10 % – 90 %), failures counting as infinitely bad. Target: {target}; time in {unit}.",
        "シードについての中央値（10％～90％）。失敗した実行は限りなく悪いものとして数えます。"
        "目標は{target}、時間の単位は{unit}です。",
    ),
    "race.caption.floor": (
        "Gaps below {floor} are rounding, and compared as that much.",
        "{floor}より小さい差は丸め誤差なので、この大きさとして比べます。",
    ),
    "race.target.given": ("{measured} {target}", "{measured} {target}"),
    "race.target.share": (
        "at most a thousandth of what each start is above the lowest {measured} known",
        "{measured}の、既知の最小値までの差が、開始時の1/1000以下になること",
    ),
    "race.unit.evaluations": ("gradient evaluations", "勾配の計算回数"),
    "race.unit.steps": ("steps", "ステップ"),
    "race.unit.seconds": ("seconds", "秒"),
    "race.answer.title": ("The answer, against {baseline}", "{baseline}と比べた答え"),
    "race.answer.on": ("The answer on each problem alone", "問題ごとの答え"),
    "race.better": (
        "{a} is better than {b}: its {measured} is {factor} times lower (95 % interval {low} to {high}); it "
        "is ahead in "
        "{ahead} of all pairs of runs.",
        "{a}は{b}より優れています。{measured}は{b}の1/{factor}です（95％区間1/{low}～1/{high}）。"
        "実行どうしの組で勝つ割合は{ahead}です。",
    ),
    "race.worse": (
        "{a} is worse than {b}: its {measured} is {factor} times higher (95 % interval {low} to {high}); it "
        "is ahead in "
        "{ahead} of all pairs of runs.",
        "{a}は{b}より劣っています。{measured}は{factor}倍です（95％区間{low}～{high}倍）。"
        "実行どうしの組で勝つ割合は{ahead}です。",
    ),
    "race.open.better": (
        "{a} is better than {b}: so many runs of {b} failed that there is no ratio; it is ahead in "
        "{ahead} of all pairs of runs.",
        "{a}は{b}より優れています。{b}の失敗が多いため比は出せません。"
        "実行どうしの組で勝つ割合は{ahead}です。",
    ),
    "race.open.worse": (
        "{a} is worse than {b}: so many runs of {a} failed that there is no ratio; it is ahead in "
        "{ahead} of all pairs of runs.",
        "{a}は{b}より劣っています。{a}の失敗が多いため比は出せません。"
        "実行どうしの組で勝つ割合は{ahead}です。",
    ),
    "race.bound.better": (
        "{a} is better than {b}: so many runs of {b} failed that there is no ratio (at least {low}); it is ahead in "
        "{ahead} of all pairs of runs.",
        "{a}は{b}より優れています。{b}の失敗が多いため比は出せませんが、1/{low}以下です。"
        "実行どうしの組で勝つ割合は{ahead}です。",
    ),
    "race.bound.worse": (
        "{a} is worse than {b}: so many runs of {a} failed that there is no ratio (at least {low}); it is ahead in "
        "{ahead} of all pairs of runs.",
        "{a}は{b}より劣っています。{a}の失敗が多いため比は出せませんが、少なくとも{low}倍です。"
        "実行どうしの組で勝つ割合は{ahead}です。",
    ),
    "race.share": ("{share} % ({low}–{high} %)", "{share}％（{low}～{high}％）"),
    "race.share.all": ("{share} %", "{share}％"),
    "race.verdict.small": ("{verdict}, too little to matter", "{verdict}が、意味のない差"),
    "race.worth.kept": (
        "For {a} tuning found nothing better than its default settings.",
        "{a}では、既定の設定より良い設定は見つかりませんでした。",
    ),
    "race.small": (
        "The difference is there, but smaller than a ratio of {matters}, below which the choice of settings may make "
        "as much.",
        "差はありますが、比{matters}より小さく、設定の選び方だけでも出うる程度です。",
    ),
    "race.same": (
        "No detectable difference between {a} and {b}: the ratio of their {measured} is {factor} (95 % "
        "interval {low} to "
        "{high}); these {seeds} seeds would have shown a ratio of {detectable}.",
        "{a}と{b}に検出できる差はありません。{measured}の比は{factor}です（95％区間{low}～{high}）。"
        "このシード{seeds}個なら、{detectable}倍の差があれば見えたはずです。",
    ),
    "race.undecided": (
        "Undecided between {a} and {b}: the ratio of their {measured} is {factor}, but anything from {low} to {high} "
        "fits these {seeds} seeds; about {needed} would be needed.",
        "{a}と{b}の優劣は決まりません。{measured}の比は{factor}ですが、シード{seeds}個では{low}から{high}まで"
        "ありえます。決めるにはシードが{needed}個ほど必要です。",
    ),
    "race.open.undecided": (
        "Undecided between {a} and {b}: too many of the {seeds} runs failed to say by how much they differ.",
        "{a}と{b}の優劣は決まりません。シード{seeds}個のうち失敗が多く、差の大きさを言えません。",
    ),
    "race.no_survivors": (
        "Nothing is left to compare {a} with {b} by: from hardly any seed did both stay finite.",
        "{a}と{b}を比べられる実行が残っていません。両方が有限にとどまったシードがほとんどないためです。",
    ),
    "race.points.better": (
        "{a} is better than {b}: its {measured} is {factor} points better (95 % interval {low} to {high}); "
        "it is ahead in "
        "{ahead} of all pairs of runs.",
        "{a}は{b}より優れています。{measured}は{factor}ポイント良好です（95％区間{low}～{high}）。"
        "実行どうしの組で勝つ割合は{ahead}です。",
    ),
    "race.points.worse": (
        "{a} is worse than {b}: its {measured} is {factor} points worse (95 % interval {low} to {high}); it "
        "is ahead in "
        "{ahead} of all pairs of runs.",
        "{a}は{b}より劣っています。{measured}は{factor}ポイント悪くなっています（95％区間{low}～{high}）。"
        "実行どうしの組で勝つ割合は{ahead}です。",
    ),
    "race.points.same": (
        "No detectable difference between {a} and {b}: {factor} points in {measured} (95 % interval {low} "
        "to {high}); "
        "these {seeds} seeds would have shown {detectable} points.",
        "{a}と{b}に検出できる差はありません。{measured}の差は{factor}ポイントです（95％区間{low}～{high}）。"
        "このシード{seeds}個なら、{detectable}ポイントの差があれば見えたはずです。",
    ),
    "race.points.undecided": (
        "Undecided between {a} and {b}: they differ by {factor} points in {measured}, but anything from "
        "{low} to {high} "
        "fits these {seeds} seeds; about {needed} would be needed.",
        "{a}と{b}の優劣は決まりません。{measured}の差は{factor}ポイントですが、シード{seeds}個では{low}から{high}まで"
        "ありえます。決めるにはシードが{needed}個ほど必要です。",
    ),
    "race.identical": (
        "{a} and {b} end alike from every seed: there is no difference to detect.",
        "{a}と{b}は、どのシードでも同じ結果です。検出すべき差がありません。",
    ),
    "race.naive.better": (
        "{a} is better than {b}: its {measured} is {factor} times lower (one run, no interval).",
        "{a}は{b}より優れています。{measured}は{b}の1/{factor}です（1回の実行のみ、区間なし）。",
    ),
    "race.naive.worse": (
        "{a} is worse than {b}: its {measured} is {factor} times higher (one run, no interval).",
        "{a}は{b}より劣っています。{measured}は{factor}倍です（1回の実行のみ、区間なし）。",
    ),
    "race.naive_points.better": (
        "{a} is better than {b}: its {measured} is {factor} points better (one run, no interval).",
        "{a}は{b}より優れています。{measured}は{factor}ポイント良好です（1回の実行のみ、区間なし）。",
    ),
    "race.naive_points.worse": (
        "{a} is worse than {b}: its {measured} is {factor} points worse (one run, no interval).",
        "{a}は{b}より劣っています。{measured}は{factor}ポイント悪くなっています（1回の実行のみ、区間なし）。",
    ),
    "race.failed": (
        "{count} of {all} runs of {entry} did not stay finite; each counts as infinitely bad.",
        "{entry}の{all}本中{count}本は有限にとどまりませんでした。どれも限りなく悪いものとして数えています。",
    ),
    "race.failed.kept": (
        "{count} of {all} runs of {entry} did not stay finite; each counts with the best state it had kept.",
        "{entry}の{all}本中{count}本は有限にとどまりませんでした。それまでに残した最良の状態で数えています。",
    ),
    "race.holm": (
        "With {pairs} pairs, chances to be misled are held at 5 % for all together (Holm's correction).",
        "比較が{pairs}組あるので、全体で誤る確率を5％に抑えています（ホルムの補正）。",
    ),
    "race.tuned": ("{method}: {settings}", "{method}：{settings}"),
    "race.tuned.title": ("Settings that tuning chose", "調整で選ばれた設定"),
    "race.tuned.on": ("{method} on {problem}: {settings}", "{problem}での{method}：{settings}"),
    "race.tuned.widened": (
        "The best {names} lay at the edge of its range, so the range was widened.",
        "{names}の最良の値が範囲の端にあったので、範囲を広げました。",
    ),
    "race.tuned.at_edge": (
        "The best {names} still lies at the edge: a larger budget might find better.",
        "{names}の最良の値はまだ端にあります。試行回数を増やせば、さらに良い値が見つかるかもしれません。",
    ),
    "race.tuned.none": (
        "No trial stayed finite, so the default settings raced.",
        "有限にとどまった試行がなかったので、既定の設定で競走させました。",
    ),
    "race.tuned.nothing": ("{method} has nothing to tune.", "{method}には調整する設定がありません。"),
    "race.worth": (
        "Tuning made {a} {factor} times better than its default settings ({low} to {high}).",
        "調整により、{a}は既定の設定より{factor}倍良くなりました（{low}～{high}倍）。",
    ),
    "race.worth.points": (
        "Tuning made {a} {factor} points better than its default settings ({low} to {high}).",
        "調整により、{a}は既定の設定より{factor}ポイント良くなりました（{low}～{high}）。",
    ),
    "race.worth.none": (
        "Tuning made no detectable difference to {a}: its default settings are as good.",
        "{a}では、調整しても検出できる差は出ませんでした。既定の設定で十分です。",
    ),
    "race.worth.open": (
        "The default settings of {a} failed too often to be compared.",
        "{a}の既定の設定は失敗が多く、比較できません。",
    ),
    "race.cost": (
        "{entry} reached it in {count} of {all} runs ({low}–{high} %), at {cost} for each success.",
        "{entry}が到達したのは{all}本中{count}本です（{low}～{high}％）。成功1回あたり{cost}かかりました。",
    ),
    "race.cost.none": ("{entry} never reached it.", "{entry}は一度も到達しませんでした。"),
    "race.cost.title": ("How often the target was reached, and at what cost", "目標に到達した割合と費用"),
    "race.unfair.title": ("The answer with the mistake {mistake}", "誤り「{mistake}」を入れたときの答え"),
    "race.unfair.title.fair": ("The fair answer", "公平な答え"),
    "race.unfair.fair": ("fair", "公平"),
    "race.unfair.same-rate": (
        "Every method was given the learning rate that was tuned for {baseline}, as if one rate suited all.",
        "どの手法にも{baseline}のために調整した学習率を使いました。ひとつの学習率がすべての手法に合うとは限りません。",
    ),
    "race.unfair.one-seed": (
        "One run of each method was raced, and the lower one called better.",
        "どの手法も1回だけ走らせ、低いほうを優れているとみなしました。",
    ),
    "race.unfair.tune-on-race": (
        "The methods were tuned on the very seeds that are reported.",
        "報告に使うシードそのもので調整しました。",
    ),
    "race.unfair.fixed-order": (
        "Every run saw one and the same mini-batch at every step, and was judged by the loss on it.",
        "どの実行も毎ステップ同じミニバッチだけを使い、そのミニバッチでの損失で比べました。",
    ),
    "race.unfair.survivors": (
        "Runs that diverged were left out, in tuning and in the race.",
        "発散した実行を、調整でも本番でも除外しました。",
    ),
    "race.unfair.turned": (
        "The mistake turns the answer round for {pairs}.",
        "この誤りによって、{pairs}の優劣が逆になります。",
    ),
    "race.unfair.changed": (
        "The mistake changes the answer for {pairs}.",
        "この誤りによって、{pairs}の答えが変わります。",
    ),
    "race.unfair.unturned": (
        "Here the mistake changes no verdict; look at the numbers.",
        "ここでは、誤りを入れても判定は変わりません。数の違いを見てください。",
    ),
    "race.verdict.better": ("better", "優れている"),
    "race.verdict.worse": ("worse", "劣っている"),
    "race.verdict.same": ("no detectable difference", "検出できる差なし"),
    "race.verdict.undecided": ("undecided", "決まらない"),
    "race.column.pair": ("pair", "組"),
    "race.pair": ("{a} against {b}", "{a}と{b}"),
    "race.stopped": (
        "Stopped; what is finished stays in {folder}, and `kudari resume {folder}` goes on.",
        "中断しました。終わった分は{folder}に残っています。`kudari resume {folder}`で続けられます。",
    ),
}
