"""One step, slowly: every number of one update."""

SENTENCES: dict[str, tuple[str, str]] = {
    "one_step.large": (
        "'{problem}' has {came} parameters; one step can be shown number by number up to {most}. Take fewer units or "
        "variables.",
        "「{problem}」のパラメータは{came}個です。1ステップの数値をすべて表示できるのは{most}個までです。ユニットや変数の数を減らしてください。",
    ),
    "one_step.step": (
        "Step {came} is not one of this study's; its updates are numbered from 0 to {last}.",
        "ステップ{came}はこの実験にありません。更新の番号は0から{last}までです。",
    ),
    "one_step.seed": (
        "Seed {came} is not one of this study's; its seeds are numbered from 0 to {last}.",
        "シード{came}はこの実験にありません。シードの番号は0から{last}までです。",
    ),
    "one_step.method": (
        "This study has no method {came!r}. Did you mean {near!r}? It has: {exists}.",
        "この実験に手法 {came!r} はありません。{near!r} のことでしょうか。あるのは {exists} です。",
    ),
    "one_step.rests": (
        "The run takes no step {step}: it came to rest after {taken} updates.",
        "ステップ{step}の更新はありません。この試行は{taken}回の更新で止まっています。",
    ),
    "one_step.title": ("One step, slowly", "1ステップをゆっくり見る"),
    "one_step.about": (
        "{method}, seed {seed}: update {number} of the run, in double precision.",
        "{method}、シード{seed}、{number}回目の更新です。倍精度で計算しています。",
    ),
    "one_step.forward": ("Forward", "順伝播"),
    "one_step.loss": ("Loss", "損失"),
    "one_step.derivatives": ("Derivatives", "微分"),
    "one_step.update": ("Update", "更新"),
    "one_step.forward.at": (
        "The formula is computed from the inside out, part by part, at {point}.",
        "{point} における値を、式の内側から順に計算します。",
    ),
    "one_step.forward.formula": (
        "The formula is computed from the inside out, part by part.",
        "式の値を、内側から順に計算します。",
    ),
    "one_step.forward.other": (
        "The loss is computed at the point where the run stands now.",
        "いまの点における損失を計算します。",
    ),
    "one_step.forward.network": (
        "The example goes through the network layer by layer. A unit multiplies its inputs by its weights, adds its "
        "bias, and puts the sum z through the activation: its output is a.",
        "入力をネットワークに通し、層ごとに計算します。各ユニットは入力に重みを掛けて足し合わせ、バイアスを加えます。"
        "その和 z を活性化関数に通した値 a が出力です。",
    ),
    "one_step.forward.first": (
        "The mini-batch has {count} examples; the numbers here are those of the first one.",
        "ミニバッチには{count}個のデータがあります。ここに示すのは最初の1個の数値です。",
    ),
    "one_step.forward.input": ("input: {values}", "入力：{values}"),
    "one_step.layer": ("layer {number}: {activation}", "第{number}層：{activation}"),
    "one_step.loss.formula": (
        "The loss is the value of the whole formula.",
        "損失は、式全体の値です。",
    ),
    "one_step.loss.other": ("The loss is what the descent makes smaller.", "この損失を小さくしていきます。"),
    "one_step.loss.fit": (
        "The output should have been {wanted}. Half the square of the difference is this example's loss.",
        "出力の目標値は {wanted} です。差の2乗の半分が、このデータの損失です。",
    ),
    "one_step.loss.classify": (
        "Softmax turns the outputs into probabilities. The example belongs to the class {label}; the loss is minus the "
        "logarithm of the probability given to it.",
        "ソフトマックスで出力を確率に変えます。このデータの正しいクラスは {label} です。"
        "そのクラスの確率の対数に負号を付けたものが損失です。",
    ),
    "one_step.loss.mean": (
        "The step goes by the mean over all {count} examples: {loss}.",
        "この更新に使う損失は、{count}個のデータの平均 {loss} です。",
    ),
    "one_step.derivatives.formula": (
        "Backpropagation goes back through the same parts, from the whole to the inside. The derivative by a part is "
        "the derivative by the part around it, times that of the one operation between them (the chain rule).",
        "誤差逆伝播法では、式全体から内側へ、同じ部分を逆の順にたどります。"
        "外側の部分での微分に、ひとつの演算の微分を掛けていきます（連鎖律）。",
    ),
    "one_step.derivatives.pair": (
        "Each partial derivative is found in two ways: by backpropagation, and by a central difference that moves this "
        "parameter alone up and down by h (here {h}). Digits in which the two agree are bold.",
        "偏微分を2通りの方法で求めます。誤差逆伝播法と、そのパラメータだけを前後に "
        "h（ここでは {h}）動かす中心差分です。両者で一致する桁は太字です。",
    ),
    "one_step.derivatives.used": (
        "The method is given the gradient by {estimator}, as the study says.",
        "手法に渡す勾配は、実験の設定どおり {estimator} で求めたものです。",
    ),
    "one_step.update.rule": (
        "The rule of {method}, with {settings}:",
        "{method} の更新式です（{settings}）。",
    ),
    "one_step.update.rule_only": ("The rule of {method}:", "{method} の更新式です。"),
    "one_step.update.memory": (
        "The method remembers {letters} for every parameter, from step to step.",
        "この手法は、パラメータごとに {letters} を次のステップまで覚えておきます。",
    ),
    "one_step.update.loss": (
        "Over the same examples, the loss goes from {before} to {after}.",
        "同じデータに対する損失は、{before} から {after} になります。",
    ),
    "one_step.update.loss_alone": (
        "The loss goes from {before} to {after}.",
        "損失は {before} から {after} になります。",
    ),
    "one_step.table.parts": ("parts of the formula", "式の部分"),
    "one_step.table.backward": ("derivatives of the loss by the parts", "各部分による損失の微分"),
    "one_step.table.parameters": ("parameters", "パラメータ"),
    "one_step.table.probabilities": ("probabilities", "確率"),
    "one_step.table.pair": ("partial derivatives, found in two ways", "2通りで求めた偏微分"),
    "one_step.table.memory": ("what the method remembers", "手法が覚えている値"),
    "one_step.table.update": ("the update", "更新"),
    "one_step.column.part": ("part", "部分"),
    "one_step.column.value": ("value", "値"),
    "one_step.column.slope": ("∂L/∂(part)", "∂L/∂（部分）"),
    "one_step.column.unit": ("unit", "ユニット"),
    "one_step.column.sum": ("sum z", "和 z"),
    "one_step.column.output": ("output a", "出力 a"),
    "one_step.column.class": ("class", "クラス"),
    "one_step.column.probability": ("probability", "確率"),
    "one_step.column.parameter": ("parameter", "パラメータ"),
    "one_step.column.backprop": ("backpropagation", "誤差逆伝播法"),
    "one_step.column.central": ("central difference", "中心差分"),
    "one_step.column.difference": ("difference", "差"),
    "one_step.column.gradient": ("gradient", "勾配"),
    "one_step.column.update": ("update", "更新量"),
    "one_step.column.new": ("new value", "新しい値"),
    "one_step.column.before": ("{letter} before", "更新前の {letter}"),
    "one_step.column.after": ("{letter} after", "更新後の {letter}"),
    "page.step.next": ("Next", "次へ"),
    "page.step.back": ("Back", "戻る"),
    "page.step.stages": ("Stages of the step", "1ステップの段階"),
    "page.step.keys": ("The arrow keys ← and → lead through the stages.", "矢印キー（← →）でも進めます。"),
}
