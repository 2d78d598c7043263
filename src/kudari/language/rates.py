"""Sentences: the range of learning rates."""

SENTENCES: dict[str, tuple[str, str]] = {
    "help.range": (
        "How large may the learning rate be? Sweep it on a study, a problem, a .toml file or a formula: the largest "
        "stable rate, the smallest that diverges, the best one in so many steps, and what theory predicts.",
        "学習率はどこまで大きくできるでしょうか。スタディ、問題、.tomlファイル、式のどれかで学習率を振り、"
        "安定な最大の値、発散する最小の値、そのステップ数で最も良い値を、理論の予測と並べて示します。",
    ),
    "help.method": ("The method whose rate is swept.", "学習率を振る手法。"),
    "help.low": (
        "The smallest rate to try (default: found by itself).",
        "試す学習率の下限（省略時は自動で決めます）。",
    ),
    "help.high": (
        "The largest rate to try (default: found by itself).",
        "試す学習率の上限（省略時は自動で決めます）。",
    ),
    "help.range_seeds": (
        "Runs of each rate (default: the study's, at most 16).",
        "学習率ごとの実行回数（省略時はスタディの値、ただし16まで）。",
    ),
    "help.range_steps": (
        "Updates of each run (default: the study's).",
        "1回の実行での更新回数（省略時はスタディの値）。",
    ),
    "rates.no_learning_rate": (
        "{method!r} has no learning rate to sweep. Methods that have one: {exists}.",
        "{method!r}には学習率がないので、振ることができません。学習率のある手法は{exists}です。",
    ),
    "rates.several": (
        "{name} of {method} has the values {came}; while the learning rate is swept, give every other hyperparameter "
        "a single one.",
        "{method}の{name}の値が{came}になっています。学習率を振るあいだ、ほかのハイパーパラメータの値はひとつにしてください。",
    ),
    "rates.one_method": (
        "A range is that of one method, which --method names; {came!r} cannot be used.",
        "範囲を調べる手法は--methodでひとつだけ指定します。{came!r}は使えません。",
    ),
    "rates.given": (
        "learning_rate is what is swept; set its ends with --low and --high instead.",
        "learning_rateはここで振る値なので、設定できません。範囲の端は--lowと--highで指定してください。",
    ),
    "rates.order": (
        "The rates run from {low} to {high}; the smaller one must come first.",
        "学習率の範囲が{low}から{high}になっています。下限を上限より小さくしてください。",
    ),
    "rates.count": (
        "count is {came}; a sweep needs at least 4 rates.",
        "countが{came}になっています。学習率は4個以上必要です。",
    ),
    "rates.row.best": ("best", "最良"),
    "rates.row.largest_stable": ("largest stable", "安定な最大値"),
    "rates.row.smallest_diverging": ("smallest diverging", "発散する最小値"),
    "rates.row.predicted_limit": ("predicted limit", "理論による上限"),
    "rates.column.rate": ("learning rate", "学習率"),
    "rates.column.final": ("{name} after {steps} steps", "{steps}ステップ後の{name}"),
    "rates.lost": ("{lost} of {runs} runs lost", "{runs}本中{lost}本が発散"),
    "rates.basis": (
        "from the sharpness {sharpness} at the start",
        "開始点での最大曲率{sharpness}から",
    ),
    "rates.sweep": (
        "sweep {number} · {seeds} seeds × {steps} steps",
        "{number}回目・シード{seeds}個×{steps}ステップ",
    ),
    "rates.stopped": ("Stopped; nothing was written.", "止めました。何も書き込んでいません。"),
    "rates.exists": (
        "{folder} exists already; nothing was written. Give another folder with --out.",
        "{folder}はすでにあります。何も書き込んでいません。--outで別のフォルダを指定してください。",
    ),
    "rates.write_failed": (
        "Writing to {folder} failed: {reason}. Give another folder with --out.",
        "{folder}への書き込みに失敗しました（{reason}）。--outで別のフォルダを指定してください。",
    ),
    "rates.tried": (
        "{name}, {method}: {count} rates from {low} to {high} × {seeds} seeds, {steps} steps",
        "{name}、{method}：学習率{low}～{high}の{count}通り×シード{seeds}個、{steps}ステップ",
    ),
    "rates.told.found": (
        "Up to {stable} no run ends above its start or is lost; from {diverging} on some do.",
        "{stable}までは、どの実行も開始時より上で終わらず、発散もしません。{diverging}からは、そうなる実行があります。",
    ),
    "rates.told.near": (
        "The limit that theory predicts from the curvature at the start is {ratio} times the largest stable rate.",
        "開始点の曲率から理論が予測する上限は、安定な最大の学習率の{ratio}倍です。",
    ),
    "rates.told.no_prediction": (
        "Of {method} the curvature at the start alone predicts no limit.",
        "{method}については、開始点の曲率だけから上限を予測することはできません。",
    ),
    "rates.told.flat": (
        "The loss does not curve upwards at the start, so theory predicts no limit from there.",
        "開始点では損失が下に凸になっていないため、そこから理論で上限を予測することはできません。",
    ),
    "rates.told.widened": (
        "The grid was widened, since its ends did not bracket the limit.",
        "最初の範囲には境目が含まれていなかったため、範囲を広げました。",
    ),
    "rates.told.none_diverges": (
        "No rate up to {high} diverges, so the limit lies beyond it, or there is none.",
        "{high}までのどの学習率でも発散しません。上限はそれより大きいか、存在しません。",
    ),
    "rates.told.all_diverge": (
        "Every rate down to {low} diverges: some run ends above its start or is lost even there.",
        "{low}までのどの学習率でも発散します。そこまで小さくしても、開始時より上で終わる実行か、有限でなくなる実行があります。",
    ),
    "rates.told.unbounded": (
        "The loss falls without bound (towards −∞ from the rate {rate} on), so no rate can be called stable, "
        "diverging or best.",
        "損失に下限がなく（学習率{rate}から−∞へ向かいます）、安定、発散、最良のどれとも言える学習率がありません。",
    ),
    "rates.told.vary": (
        "What the study varies ({names}) is left aside.",
        "スタディで振っている項目（{names}）は、ここでは振りません。",
    ),
    "rates.chart.title": (
        "how large the learning rate of {method} may be",
        "{method}の学習率はどこまで大きくできるか",
    ),
    "rates.chart.caption": (
        "Line: median of {seeds} seeds after {steps} steps; band: 10–90 %.",
        "線は{steps}ステップ後の損失の中央値（シード{seeds}個）、帯は10～90％の範囲です。",
    ),
    "rates.chart.caption.one": (
        "One run for each rate, {steps} steps.",
        "学習率ごとに1回の実行、{steps}ステップ後です。",
    ),
    "rates.chart.caption.lost": (
        "Shaded, with crosses: rates at which a run ends above every start, or not finite.",
        "灰色の部分と×印は、どの開始時の損失よりも上で終わる実行か、有限でなくなる実行がある学習率です。",
    ),
    "rates.chart.caption.unbounded": (
        "Shaded, with crosses: rates at which a run falls towards −∞.",
        "灰色の部分と×印は、損失が−∞へ落ちていく実行がある学習率です。",
    ),
    "rates.chart.first": ("loss at the start", "開始時の損失"),
    "rates.chart.failed": ("diverging from {rate} on", "{rate}から発散"),
    "rates.chart.fallen": ("falling without bound from {rate} on", "{rate}から下限なく落下"),
    "rates.chart.mark": ("{name}: {rate}", "{name}：{rate}"),
}
