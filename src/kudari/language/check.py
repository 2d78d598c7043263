"""Sentences: gradients held against each other."""

SENTENCES: dict[str, tuple[str, str]] = {
    "check.layer": ("layer {layer} {name}", "第{layer}層 {name}"),
    "check.parameters": ("parameters", "パラメータ"),
    "check.loss_not_finite": (
        "The loss of '{problem}' is {loss} at this point; a gradient can only be checked where the loss is finite.",
        "この点での「{problem}」の損失は {loss} です。勾配を検査できるのは、損失が有限の値になる点だけです。",
    ),
    "check.gradient_not_finite": (
        "The gradient by {name} is {value} at {place}; a gradient can only be checked where it is finite, so choose "
        "another point or leave {name} out with --gradient.",
        "{name} で求めた勾配が {place} で {value} になりました。勾配を検査できるのは、有限の値になる点だけです。"
        "別の点を選ぶか、--gradient で {name} を外してください。",
    ),
    "check.at": (
        "The point to check at must be {expected} numbers, one for each parameter; {came} came.",
        "検査する点には、パラメータの数と同じ{expected}個の数を指定してください。指定されたのは {came} です。",
    ),
    "check.at_text": (
        "--at must be 'start' or numbers with commas between them, such as 1,-2.5; {came!r} came.",
        "--at には、start か、1,-2.5 のようにカンマで区切った数を指定してください。指定されたのは {came!r} です。",
    ),
    "check.at_count": (
        "The point to check at needs {expected} numbers, one for each parameter; {came} came.",
        "検査する点には、パラメータの数と同じ{expected}個の数が必要です。指定されたのは{came}個です。",
    ),
    "check.at_not_finite": (
        "The point to check at must consist of finite numbers; {came} came.",
        "検査する点は有限の数で指定してください。{came} が含まれています。",
    ),
    "check.seed": (
        "The seed must be a whole number from 0 to 2147483647; {came!r} came.",
        "シードには0から2147483647までの整数を指定してください。指定されたのは {came!r} です。",
    ),
    "check.too_few": (
        "A check holds gradients against each other and needs at least two of {exists}; {came} came.",
        "勾配を互いに比べるには、{exists}のうち少なくとも二つが必要です。指定されたのは {came} です。",
    ),
    "check.fact_problem": ("problem", "問題"),
    "check.fact_point": ("point", "点"),
    "check.fact_loss": ("loss", "損失"),
    "check.fact_count": ("parameters", "パラメータ"),
    "check.loss_line": ("{loss}, with a rounding error of about {noise}", "{loss}（丸め誤差は約{noise}）"),
    "check.count_line": ("{parameters}, in {precision}", "{parameters}個（{precision}）"),
    "check.point_start": ("the start of seed {seed}", "シード{seed}の初期値"),
    "check.point_given": ("as given", "指定された点"),
    "check.point_batch": ("{point}, first mini-batch of {batch}", "{point}、最初のミニバッチ（{batch}個）"),
    "check.column_block": ("parameters", "パラメータ"),
    "check.column_pair": ("gradients", "比べた勾配"),
    "check.column_absolute": ("largest difference", "最大の差"),
    "check.column_relative": ("relative", "相対値"),
    "check.column_allowed": ("explained up to", "説明できる差"),
    "check.column_verdict": ("verdict", "判定"),
    "check.verdict_agrees": ("agrees", "一致"),
    "check.verdict_kink": ("kink", "折れ目"),
    "check.verdict_wrong": ("WRONG", "誤り"),
    "check.differences_caption": (
        "largest difference over the parameters, also as a share of the largest derivative among them; explained by "
        "rounding, truncation and kinks at the parameter that comes closest to its limit",
        "差は各ブロックでの最大値で、相対値は最大の微分係数に対する比です。「説明できる差」は、限度に最も近いパラメータで、"
        "丸め・打ち切り・折れ目から説明できる大きさです",
    ),
    "check.column_estimator": ("quotient", "差分"),
    "check.column_best": ("best h", "最良のh"),
    "check.column_error": ("error there", "その誤差"),
    "check.column_theory": ("h by theory", "理論のh"),
    "check.column_slope": ("slope above", "hが大きい側の傾き"),
    "check.column_wall": ("rounding below", "丸めが支配する範囲"),
    "check.errors_caption": (
        "error: against backpropagation in float64, largest over the parameters, by the largest derivative",
        "誤差は、float64での逆伝播との差の最大値を、最大の微分係数で割ったものです。",
    ),
    "check.errors_sampled": (
        "({some} parameters shifted one by one, the other {others} together in a random direction)",
        "{some}個のパラメータは一つずつ、残りの{others}個はランダムな一方向にまとめて動かしました。",
    ),
    "check.agrees": (
        "The gradients of '{problem}' agree in {precision}: {names}.",
        "「{problem}」の勾配は、{precision}の範囲で互いに一致しています（{names}）。",
    ),
    "check.disagrees": (
        "The gradients of '{problem}' do not agree in {precision} ({names}).",
        "「{problem}」の勾配は、{precision}の範囲で一致していません（{names}）。",
    ),
    "check.wrong_one": (
        "{name} is wrong at {place}: it says {value}, but {reference} says {expected}.",
        "{name} は {place} で誤っています。{name} の値は {value} ですが、{reference} の値は {expected} です。",
    ),
    "check.wrong_many": (
        "{name} is wrong for {count} of {size} in {block}, most of all at {place}: it says {value}, but {reference} "
        "says {expected}.",
        "{name} は {block} の{size}個のうち{count}個で誤っています。差が最も大きいのは {place} で、"
        "{name} の値は {value}、{reference} の値は {expected} です。",
    ),
    "check.kinks": (
        "The loss has a kink along {places}: there a gradient may take any value between the slopes of both sides, "
        "which is not an error.",
        "損失は {places} の方向に折れ目をもちます。そこでは勾配が左右の傾きの間の"
        "どの値になってもよく、誤りとは数えません。",
    ),
    "check.kinks_many": (
        "The loss has a kink along {count} parameters ({places} …): there a gradient may take any value between the "
        "slopes of both sides, which is not an error.",
        "損失は{count}個のパラメータ（{places} など）の方向に折れ目をもちます。そこでは勾配が左右の傾きの間のどの値に"
        "なってもよく、誤りとは数えません。",
    ),
    "check.folder": ("Picture: {folder}/steps.png", "図：{folder}/steps.png"),
    "check.chart.title": ("the error of a difference quotient by its step h", "差分の刻み幅hと誤差"),
    "check.chart.h": ("step h", "刻み幅 h"),
    "check.chart.relative": ("relative error of the gradient", "勾配の相対誤差"),
    "check.chart.absolute": ("error of the gradient", "勾配の誤差"),
    "check.chart.best": ("{name} (best h {sign} {h})", "{name}（最良の h {sign} {h}）"),
    "check.chart.slope": ("slope {slope}", "傾き {slope}"),
    "check.chart.caption": (
        "To the right of the best h truncation rules, and the error grows with h; to the left rounding does, and the "
        "error grows as 1/h. Everything in {precision} (spacing of numbers at 1: {eps}).",
        "最良のhより右では打ち切り誤差がhとともに増え、左では丸め誤差が1/hに比例して増えます。"
        "計算は{precision}です（1の近くでの数の間隔は{eps}）。",
    ),
    "check.chart.complex": (
        "The complex step subtracts nothing, so that rounding never grows.",
        "複素ステップ法は引き算をしないので、丸め誤差が増えません。",
    ),
    "help.check": (
        "Check the gradients of a problem against each other: backprop, forward, central and complex-step differences. "
        "Exit code 0: they agree (kinks allowed); 1: a gradient is wrong; 2: bad input.",
        "ひとつの問題で、逆伝播・前進差分・中心差分・複素ステップ法の勾配を互いに比べます。終了コードは、"
        "0：一致（折れ目は許容）、1：誤った勾配がある、2：入力の誤り。",
    ),
    "help.at": (
        "Where: start, or one number for each parameter, such as 1,2.",
        "検査する点。startか、1,2のようにパラメータと同じ個数の数。",
    ),
    "help.gradient": (
        "Only these, at least two, such as backprop,central.",
        "比べる勾配を、backprop,centralのように二つ以上指定します。",
    ),
    "help.seed": ("Of the start and the mini-batch.", "初期値とミニバッチのシード。"),
    "help.check_precision": ("float64 (default) or float32.", "float64（省略時）またはfloat32。"),
    "help.check_out": (
        "The folder to make for the picture (default: kudari-runs/check-NAME-TIME).",
        "図を入れるフォルダ（省略時はkudari-runs/check-名前-時刻）。",
    ),
}
