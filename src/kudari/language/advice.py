"""Sentences: what to try."""

SENTENCES: dict[str, tuple[str, str]] = {
    "try.wrong_gradient": (
        "Let backpropagation take the gradient; `kudari check` names the parameter that is wrong.",
        "勾配は誤差逆伝播で求めましょう。どのパラメータが間違っているかは`kudari check`で分かります。",
    ),
    "try.unbounded_loss": (
        "Change the problem: check its sign, or add a term that grows in every direction.",
        "問題のほうを見直しましょう。符号が逆になっていないか確かめるか、どの方向にも大きくなる項を加えてください。",
    ),
    "try.flat_loss": (
        "Start elsewhere: more seeds begin at other places.",
        "別の場所から始めましょう。シードを増やすと、ほかの初期値も試せます。",
    ),
    "try.constant_target": ("Choose a function that varies.", "値が変化する関数を選びましょう。"),
    "try.reversal": (
        "Compare with plain {rule} at the same learning rate.",
        "反転しない{rule}を、同じ学習率で比べてみましょう。",
    ),
    "try.uphill": (
        "Subtract the gradient: gd, for one, does.",
        "勾配は引き算で使いましょう。たとえばgdはそうしています。",
    ),
    "try.sign_cycle": (
        "A learning rate ten times smaller makes the cycle ten times narrower; a schedule that falls to 0 closes it.",
        "学習率を10分の1にすると、往復の幅も10分の1になります。0まで下がるスケジュールを使えば往復は収まります。",
    ),
    "try.symmetric_units": ("Start from random weights.", "重みを乱数で初期化しましょう。"),
    "try.dead_units_born": (
        "Centre the inputs, or start with weights drawn for ReLUs.",
        "入力の平均を0にそろえるか、ReLU向けの乱数（he）で初期化しましょう。",
    ),
    "try.dead_units_died": ("Take smaller steps.", "もっと小さな歩幅で進みましょう。"),
    "try.unscaled_inputs": (
        "Bring the inputs to mean 0 and deviation 1.",
        "入力を平均0、標準偏差1にそろえましょう。",
    ),
    "try.saturated_units": (
        "Keep the sums that enter the units near 0, by smaller first weights or smaller steps.",
        "ユニットに入る和が0の近くに収まるよう、初期の重みか歩幅を小さくしましょう。",
    ),
    "try.vanishing_gradient": (
        "Choose weights, and an activation, that keep the size of what passes through a layer.",
        "層を通っても大きさが変わらない初期値や活性化関数を選びましょう。",
    ),
    "try.exploding_gradient": (
        "Choose weights that keep the size of what passes through a layer.",
        "層を通っても大きさが変わらない初期値を選びましょう。",
    ),
    "try.overflow_float32": (
        "Compute in float64, start nearer to the minimum, or take the logarithm of the loss.",
        "float64で計算するか、最小点のもっと近くから始めるか、損失の対数をとりましょう。",
    ),
    "try.overflow_float64": (
        "Start nearer to the minimum, or take the logarithm of the loss.",
        "最小点のもっと近くから始めるか、損失の対数をとりましょう。",
    ),
    "try.not_a_number_start": ("Start elsewhere.", "別の場所から始めましょう。"),
    "try.not_a_number_way": ("Take steps a tenth as large.", "歩幅を10分の1にしましょう。"),
    "try.blown_up": ("Take steps a tenth as large.", "歩幅を10分の1にしましょう。"),
    "try.schedule_ended": (
        "Keep the learning rate constant, or let it fall later.",
        "学習率を一定にするか、もっと遅く下げましょう。",
    ),
    "try.rate_above_limit": ("Halve what would just be stable.", "安定限界の半分の学習率にしましょう。"),
    "try.edge_of_stability": (
        "Nothing is broken. Half the learning rate lets the sharpness grow to twice the value and smooths the loss.",
        "異常ではありません。学習率を半分にすると、曲率は2倍まで伸び、損失の動きは滑らかになります。",
    ),
    "try.rate_far_below_limit": (
        "Take half of what would just be stable.",
        "安定限界の半分まで上げましょう。",
    ),
    "try.momentum_too_large": (
        "Forget sooner.",
        "モメンタムを小さくして、過去の勾配を早く忘れさせましょう。",
    ),
    "try.ill_conditioned": (
        "Heavy ball at its best setting for these curvatures.",
        "この曲率に合わせた学習率とモメンタムを使いましょう。",
    ),
    "try.sublinear": (
        "A method whose steps do not shrink with the gradient gets on faster.",
        "勾配が小さくても歩幅が縮まない手法のほうが速く進みます。",
    ),
    "try.too_few_steps": ("Give it more steps.", "ステップを増やしましょう。"),
    "try.saddle": ("Start a little to the side.", "少しずれた場所から始めましょう。"),
    "try.local_minimum": (
        "Other starts reach other minima: run more seeds and keep the best.",
        "初期値が違えば別の極小点に着きます。シードを増やして、いちばん良いものを選びましょう。",
    ),
    "try.plateau": (
        "Start elsewhere, or take a method whose steps do not depend on the gradient's size, such as Adam.",
        "別の場所から始めるか、Adamのように歩幅が勾配の大きさによらない手法を使いましょう。",
    ),
    "try.rounding": ("Compute in float64.", "float64で計算しましょう。"),
    "try.stopped_early": ("Ask for a smaller gradient.", "もっと小さな勾配を停止条件にしましょう。"),
    "try.noise_floor": (
        "A tenth of the learning rate lowers the floor about ten times; so does a batch ten times as large.",
        "学習率を10分の1にすると、下げ止まる高さもおよそ10分の1になります。バッチを10倍にしても同じです。",
    ),
    "try.fixed_batch": (
        "Draw a fresh mini-batch at every step.",
        "ステップごとに新しいミニバッチを選びましょう。",
    ),
    "try.overfitting": ("Stop there.", "そこで止めましょう。"),
    "try.overshoot": ("Halve the learning rate.", "学習率を半分にしましょう。"),
    "try.straight_march": ("Take steps ten times as large.", "歩幅を10倍にしましょう。"),
}
