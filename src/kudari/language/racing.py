"""Sentences: what is asked of a race, and what is refused."""

SENTENCES: dict[str, tuple[str, str]] = {
    "help.compare": (
        "Is one method better? Tune every method with the same number of trials, race them from the same starts on "
        "seeds that were not tuned on, and say what can be said. PROBLEM is anything that `kudari run` takes, or a "
        "race.toml.",
        "手法は本当に優れているでしょうか。どの手法も同じ試行回数で調整し、調整に使わなかったシードで、"
        "同じ開始点から競走させて、言えることだけを答えます。PROBLEMには`kudari run`で使えるもの、"
        "またはrace.tomlを指定します。",
    ),
    "help.race_problems": (
        "The problems to race on: studies, problems, surfaces, formulas, .toml files.",
        "競走に使う問題（スタディ、問題、曲面、式、.tomlファイル）。",
    ),
    "help.methods": (
        "The methods, with commas between them: gd,momentum,reversal(adam),gd+cosine "
        "(default: gd,momentum,nesterov,adam).",
        "競走させる手法をコンマで区切って並べます（例：gd,momentum,reversal(adam),gd+cosine。省略時はgd,momentum,nesterov,adam）。",
    ),
    "help.suite": (
        "A named list of problems instead: {exists}.",
        "問題の代わりに、問題集を名前で指定します：{exists}。",
    ),
    "help.race_seeds": (
        "Raced seeds on each problem (default: 32).",
        "問題ごとの本番のシードの数（省略時は32）。",
    ),
    "help.budget": (
        "Trials to tune every method with (default: 20); 0 races the default settings.",
        "各手法の調整に使う試行回数（省略時は20）。0なら既定の設定のまま競走させます。",
    ),
    "help.tuning_seeds": (
        "Seeds of every trial, never raced (default: 8).",
        "1回の試行に使うシードの数（本番では使いません。省略時は8）。",
    ),
    "help.race_steps": (
        "Updates of each run (default: the study's).",
        "1回の実行での更新回数（省略時はスタディの値）。",
    ),
    "help.baseline": (
        "The method that the others are held against (default: the first).",
        "ほかの手法の比較相手にする手法（省略時は最初の手法）。",
    ),
    "help.race_target": (
        "Tune for, and report, the time at which the loss (or accuracy) reaches this.",
        "損失（または正答率）がこの値に達するまでの早さで調整し、それを報告します。",
    ),
    "help.by": (
        "What every method gets the same amount of: evaluations of the gradient (the default), "
        "steps, or seconds.",
        "どの手法にも等しく与えるもの：evaluations（勾配の計算回数、既定）、steps（更新回数）、seconds（秒）。",
    ),
    "help.measured": (
        "What runs are judged by: loss, or a number that the problem evaluates, such as held_out_accuracy.",
        "優劣を測る量：loss、またはheld_out_accuracyなど、問題が評価する値。",
    ),
    "help.matters": (
        "The smallest ratio of two losses that you care for (default: 1.5).",
        "意味があるとみなす損失の比の最小値（省略時は1.5）。",
    ),
    "help.unfair": (
        "Race twice, the second time with one usual mistake, and show both answers: {exists}.",
        "2回競走させ、2回目にはよくある誤りをひとつ入れて、両方の答えを並べます：{exists}。",
    ),
    "unknown.baseline": (
        "No method of this race is called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という手法はこの競走にありません。{near!r}のことでしょうか。競走するのは{exists}です。",
    ),
    "unknown.by": (
        "Methods cannot be given the same amount of {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}を等しく与えることはできません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.unfair": (
        "There is no mistake called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という誤りはありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.suite": (
        "There is no suite called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という問題集はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.race_field": (
        "A race has no field {came!r}; did you mean {near!r}? There are: {exists}.",
        "競走に{came!r}という項目はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "race.no_problem": (
        "A race needs a problem: name one or several, or a --suite.",
        "競走には問題が必要です。問題をひとつ以上、または--suiteを指定してください。",
    ),
    "race.suite_and_problems": (
        "--suite {suite} names the problems already; leave out {problems}.",
        "--suite {suite}で問題は決まっています。{problems}は指定しないでください。",
    ),
    "race.file_and_options": (
        "{file} says all of the race already; leave out {options}, or change the file.",
        "{file}で競走の内容はすべて決まっています。{options}は指定せず、必要ならファイルを書き換えてください。",
    ),
    "race.same_problem": (
        "Two problems of this race are called {came!r}; each needs a name of its own.",
        "この競走には{came!r}という名前の問題がふたつあります。別々の名前にしてください。",
    ),
    "race.one_method": (
        "A race needs at least two methods; came: {came}.",
        "競走には手法がふたつ以上必要です。指定されたのは{came}だけです。",
    ),
    "race.same_method": (
        "{came!r} would race against itself; name it once, or give one of the two a label.",
        "{came!r}どうしの競走になってしまいます。1回だけ指定するか、片方に別のlabelを付けてください。",
    ),
    "race.methods_twice": (
        "Methods are named twice, by --methods {came} and by --set methods=…; keep one of them.",
        "手法が--methods {came}と--set methods=…の両方で指定されています。どちらかにしてください。",
    ),
    "race.explain": (
        "{folder} holds a race; explain one of its problems: {problems}.",
        "{folder}は競走の結果です。説明できるのは、その中の問題（{problems}）です。",
    ),
    "race.one_start": (
        "Every seed begins {problem} at the same point and sees the same loss, so that all its runs are one; let the "
        "start be drawn, or race on a problem with mini-batches.",
        "{problem}では、どのシードも同じ点から始まり、同じ損失を下るので、実行はひとつしかないのと同じです。"
        "開始点を乱数で選ぶか、ミニバッチのある問題で競走させてください。",
    ),
    "race.label": (
        "The label {came!r} ends with {ending!r}, which names a method with its default settings; choose another.",
        "ラベル{came!r}の末尾の{ending!r}は、既定の設定の手法を指します。別のラベルにしてください。",
    ),
    "race.one_seed": (
        "A single seed cannot tell luck from skill; give at least 2 (--unfair one-seed shows what one would "
        "have said).",
        "シード1個では運と実力を区別できません。2個以上にしてください"
        "（1個ならどんな答えになったかは--unfair one-seedで見られます）。",
    ),
    "race.count": (
        "{field} is {came}; expected a whole number from {least} to {most:,}.",
        "{field}が{came}になっています。{least}以上{most:,}以下の整数にしてください。",
    ),
    "race.value": (
        "{field} of the race is {came!r}; expected {expected}.",
        "競走の{field}が{came!r}になっています。{expected}が必要です。",
    ),
    "race.target": (
        "The target is {came}; expected a finite number.",
        "目標が{came}になっています。有限の数にしてください。",
    ),
    "race.target_of_many": (
        "The target {came:g} is of one problem, but the race has several: {problems}. Race on one of them, "
        "or leave the "
        "target out: then each problem has its own.",
        "目標{came:g}はひとつの問題にしか使えませんが、この競走には{problems}があります。"
        "問題をひとつにするか、目標を省いてください（省くと問題ごとに決まります）。",
    ),
    "race.matters": (
        "The ratio that matters is {came}; expected a number above 1, such as 1.5.",
        "意味のある比が{came}になっています。1.5のような、1より大きい数にしてください。",
    ),
    "race.measured": (
        "{problem} has no {came!r} to be judged by. There are: {exists}.",
        "{problem}には優劣を測る{came!r}がありません。使えるのは{exists}です。",
    ),
    "race.no_order": (
        "{problem} has no mini-batches whose order could be fixed; --unfair fixed-order needs a problem "
        "with mini-batches.",
        "{problem}にはミニバッチがないので、順序を固定できません。"
        "--unfair fixed-orderにはミニバッチのある問題が必要です。",
    ),
    "race.no_shared_rate": (
        "{method} has no learning rate that the others could be given; choose a baseline that has one.",
        "{method}には、ほかの手法と共有できる学習率がありません。学習率のある手法を比較相手にしてください。",
    ),
    "race.nothing_tuned": (
        "--unfair {mistake} is a mistake made in tuning, but with a budget of 0 nothing is tuned.",
        "--unfair {mistake}は調整での誤りですが、試行回数が0では何も調整されません。",
    ),
    "race.no_tables": (
        "{file} has no [[{name}]], each with a name; it is no race that could be read.",
        "{file}に、nameのある[[{name}]]がありません。競走として読めません。",
    ),
    "race.no_race": (
        "{folder} holds no race: there is no race.toml in it.",
        "{folder}に競走の結果がありません（race.tomlが見つかりません）。",
    ),
    "race.unfinished": (
        "The race in {folder} was cut off before {problem} was done; `kudari resume {folder}` goes on with it.",
        "{folder}の競走は{problem}が終わる前に止まっています。`kudari resume {folder}`で続けられます。",
    ),
    "race.damaged": ("{file} is damaged, or missing.", "{file}が壊れているか、ありません。"),
}
