"""Sentences: why a run went as it did; numbers with the limit they are held against."""

SENTENCES: dict[str, tuple[str, str]] = {
    "cause.wrong_gradient": (
        "The gradient ({estimator}) is not the derivative of the loss: it differs from differences "
        "of the loss by "
        "{error:.0%} of its size, where rounding explains less than {limit:.0%}.",
        "勾配（{estimator}）が損失の導関数になっていません。差分で求めた値と、大きさの{error:.0%}だけ食い違って"
        "います（丸め誤差で説明できるのは{limit:.0%}未満です）。",
    ),
    "cause.unbounded_loss": (
        "The loss has no lower bound: from {first:.4g} it fell to {loss:.4g} and "
        "goes on falling, "
        "so there is no minimum to reach.",
        "この損失には下限がありません。{first:.4g}から{loss:.4g}まで下がり、なお下がり続けています。"
        "たどり着くべき最小値が存在しません。",
    ),
    "cause.flat_loss": (
        "The loss is {loss:.4g} at every step and the gradient norm never exceeds "
        "{gradient_norm:.2g}: around the "
        "start the loss does not depend on the parameters.",
        "損失はずっと{loss:.4g}のままで、勾配のノルムも{gradient_norm:.2g}を超えません。初期値のまわりでは、"
        "損失がパラメータに依存していません。",
    ),
    "cause.constant_target": (
        "The function to be learned ({function}) is {value:.4g} everywhere: one bias is enough, and there is "
        "nothing else to learn.",
        "学習させたい関数（{function}）は、どこでも{value:.4g}という定数です。バイアス1つで表せるので、"
        "ほかに学ぶことがありません。",
    ),
    "cause.reversal_bent": (
        "The sign was turned for {climbs:.0f} climbs. A climb undid {undone:.3g} of the loss (median), "
        "and {lower:.0f} of the "
        "{climbs:.0f} descents after them went lower than before; lowest {best:.4g}, last {last:.4g}.",
        "符号を反転して登った回数は{climbs:.0f}回です。1回の登りで損失は{undone:.3g}（中央値）増え、その後の下りで以前より"
        "低くなったのは{climbs:.0f}回のうち{lower:.0f}回でした。最良は{best:.4g}、最後は{last:.4g}です。",
    ),
    "cause.reversal_convex": (
        "The sign was turned for {climbs:.0f} climbs, each of which undid {undone:.3g} of the loss "
        "(median); {lower:.0f} of the "
        "{climbs:.0f} descents after them went lower than before. The loss is convex where the run went: "
        "its only minimum "
        "is the global one, so a climb can only cost steps.",
        "符号を反転して{climbs:.0f}回登り、そのたびに損失が{undone:.3g}（中央値）増えました。その後の下りで以前より低くなった"
        "のは{climbs:.0f}回のうち{lower:.0f}回です。通った範囲では損失が凸なので、極小はそのまま大域的な最小です。"
        "登ってもステップを余分に使うだけです。",
    ),
    "cause.uphill": (
        "{share:.0%} of the updates go up the gradient, not down (limit {limit:.0%}): a sign is wrong.",
        "更新の{share:.0%}が、勾配を下らずに登っています（目安は{limit:.0%}未満）。どこかで符号が逆になっています。",
    ),
    "cause.sign_cycle": (
        "Every update has the same length per parameter, the learning rate {learning_rate:.3g}, so "
        "that the run goes "
        "back and forth across the minimum at that width (cosine of successive updates {cosine:.2f}).",
        "どのパラメータも毎回ちょうど学習率{learning_rate:.3g}だけ動くので、その幅で最小点をまたいで行き来しています"
        "（連続する更新の余弦は{cosine:.2f}）。",
    ),
    "cause.symmetric_units": (
        "{share:.0%} of the units of hidden layer {layer:.0f} have the same weights as another unit: "
        "they get the same "
        "gradient and stay copies, so that the layer works like fewer units (limit {limit:.0%}).",
        "隠れ層{layer:.0f}のユニットの{share:.0%}が、ほかのユニットとまったく同じ重みを持っています（目安は{limit:.0%}未満）。"
        "同じ勾配を受けるのでいつまでも同じままで、少ないユニットしかないのと変わりません。",
    ),
    "cause.dead_units_born": (
        "{share:.0%} of the ReLUs of hidden layer {layer:.0f} give 0 for every example and so get no gradient; "
        "{first_share:.0%} did at the start (limit {limit:.0%}).",
        "隠れ層{layer:.0f}のReLUの{share:.0%}が、どの例に対しても0を出し、勾配を受け取れません（目安は{limit:.0%}未満）。"
        "開始時点ですでに{first_share:.0%}がこの状態でした。",
    ),
    "cause.dead_units_died": (
        "{share:.0%} of the ReLUs of hidden layer {layer:.0f} give 0 for every example and so get no "
        "gradient; at the "
        "start it was {first_share:.0%} (limit {limit:.0%}): large updates pushed them there.",
        "隠れ層{layer:.0f}のReLUの{share:.0%}が、どの例に対しても0を出し、勾配を受け取れません（目安は{limit:.0%}未満）。"
        "最初は{first_share:.0%}でした。大きすぎる更新で押し出されています。",
    ),
    "cause.unscaled_inputs": (
        "The inputs are about {input_scale:.3g} in size, where weights are made for inputs of about 1 "
        "(limit {limit:.3g}).",
        "入力の大きさがおよそ{input_scale:.3g}です。重みの初期値は1程度の入力を想定しています（目安は{limit:.3g}以下）。",
    ),
    "cause.saturated_units": (
        "{share:.0%} of the units of hidden layer {layer:.0f} are saturated: their activation is flat "
        "there, and hardly any "
        "gradient comes through (limit {limit:.0%}; at the start {first_share:.0%}).",
        "隠れ層{layer:.0f}のユニットの{share:.0%}が飽和しています。活性化関数が平らなところにあり、勾配がほとんど"
        "通りません（目安は{limit:.0%}未満、最初は{first_share:.0%}）。",
    ),
    "cause.vanishing_gradient": (
        "The gradient vanishes on its way back: the first of {layers:.0f} layers gets {ratio:.2g} times "
        "the gradient norm of "
        "the last ({first:.2g} against {last:.2g}; limit {limit:.2g}).",
        "勾配が逆向きに伝わるうちに消えています。{layers:.0f}層のうち最初の層が受け取る勾配のノルムは、最後の層の{ratio:.2g}倍"
        "です（{first:.2g}と{last:.2g}、目安は{limit:.2g}以上）。",
    ),
    "cause.exploding_gradient": (
        "The gradient grows on its way back: the first of {layers:.0f} layers gets {ratio:.3g} times the "
        "gradient norm of the "
        "last ({first:.2g} against {last:.2g}; limit {limit:.3g}).",
        "勾配が逆向きに伝わるうちに大きくなっています。{layers:.0f}層のうち最初の層が受け取る勾配のノルムは、最後の層の"
        "{ratio:.3g}倍です（{first:.2g}と{last:.2g}、目安は{limit:.3g}以下）。",
    ),
    "cause.overflow": (
        "The first loss or gradient is beyond what {precision} can hold ({largest:.2g}): no step can be taken from "
        "here.",
        "最初の損失か勾配が、{precision}で表せる最大の数（{largest:.2g}）を超えています。これでは1歩も進めません。",
    ),
    "cause.not_a_number_start": (
        "The loss or its gradient is not a number at the very start: it is not defined there.",
        "最初の点で、損失か勾配が数になっていません（NaN）。そこでは関数が定義されていません。",
    ),
    "cause.not_a_number_way": (
        "At step {step:,.0f} the loss or its gradient is no longer a number, though nothing had grown (loss {loss:.4g} "
        "just before): the update left the region where the loss is defined.",
        "ステップ{step:,.0f}で、損失か勾配が数ではなくなりました（NaN）。その直前の損失は{loss:.4g}で、大きくなって"
        "いたわけではありません。更新によって、関数が定義されている範囲の外に出ています。",
    ),
    "cause.blown_up": (
        "The loss grew from {first:.4g} to {largest:.3g} and beyond, although the sharpness was within its limit where "
        "it was measured: with the learning rate {learning_rate:.3g} the run met steeper ground on its way.",
        "損失が{first:.4g}から{largest:.3g}以上に増えました。測った点での最大曲率は限界以内なので、学習率"
        "{learning_rate:.3g}で進む途中に、もっと急なところへ入ったと考えられます。",
    ),
    "cause.schedule_ended": (
        "The schedule {schedule} has used the learning rate up: from step {step:,.0f} on a step is less than "
        "{limit:.2g} of the largest for the same gradient, whose norm is still {gradient_norm:.2g}.",
        "スケジュール{schedule}が学習率を使い切っています。ステップ{step:,.0f}以降、同じ勾配に対する歩幅は最大のときの"
        "{limit:.2g}倍未満ですが、勾配のノルムはまだ{gradient_norm:.2g}あります。",
    ),
    "cause.rate_above_limit": (
        "The learning rate {learning_rate:.3g} is too large: the sharpness is {sharpness:.4g}, above "
        "the stability limit "
        "{formula} = {limit:.4g}; up to {stable_rate:.3g} would be stable.",
        "学習率{learning_rate:.3g}が大きすぎます。損失の最大曲率は{sharpness:.4g}で、安定限界{formula} = {limit:.4g}を"
        "超えています。安定なのは学習率{stable_rate:.3g}までです。",
    ),
    "cause.edge_of_stability": (
        "At the edge of stability: the sharpness went from {first_sharpness:.4g} to {sharpness:.4g} "
        "and hovers within "
        "{apart:.1%} of the limit {formula} = {limit:.4g}; the loss rose in {rises:.0%} of the steps "
        "and falls all the "
        "same.",
        "安定性の縁にいます。最大曲率は{first_sharpness:.4g}から{sharpness:.4g}へ動き、限界{formula} = {limit:.4g}から"
        "{apart:.1%}以内にとどまっています。損失は{rises:.0%}のステップで増えながら、全体としては下がります。",
    ),
    "cause.rate_far_below_limit": (
        "The learning rate {learning_rate:.3g} is timid: the sharpness {sharpness:.4g} is "
        "{times:.3g} times below the "
        "stability limit {formula} = {limit:.4g}; up to {stable_rate:.3g} would be stable.",
        "学習率{learning_rate:.3g}は小さすぎます。最大曲率{sharpness:.4g}は、安定限界{formula} = {limit:.4g}の"
        "{times:.3g}分の1しかありません。学習率{stable_rate:.3g}までは安定です。",
    ),
    "cause.momentum_too_large": (
        "The momentum {momentum:.4g} is too large for a condition number of {condition:.3g}, whose best is "
        "{best_momentum:.4g}: errors shrink by {rate:.6g} a step ({steps_per_digit:,.0f} steps per "
        "digit) instead of "
        "{best_rate:.4g} ({best_steps_per_digit:,.0f}).",
        "条件数{condition:.3g}に対してモメンタム{momentum:.4g}は大きすぎます（最適は{best_momentum:.4g}）。誤差は1ステップ"
        "あたり{rate:.6g}倍にしかならず、1桁下げるのに{steps_per_digit:,.0f}ステップかかります。最適なら{best_rate:.4g}倍、"
        "{best_steps_per_digit:,.0f}ステップです。",
    ),
    "cause.ill_conditioned": (
        "The loss is ill-conditioned: its curvatures differ {condition:.3g} times, so that {method} "
        "here shrinks errors by "
        "{rate:.6g} a step where theory says {theory:.6g} ({steps_per_digit:,.0f} steps per digit); "
        "heavy ball could "
        "reach {momentum_rate:.4g} ({momentum_steps_per_digit:,.0f}).",
        "損失の条件が悪く、曲率が方向によって{condition:.3g}倍も違います。誤差は1ステップあたり{rate:.6g}倍（{method}の理論値は"
        "{theory:.6g}倍）で、1桁下げるのに{steps_per_digit:,.0f}ステップかかります。モメンタム法なら{momentum_rate:.4g}倍、"
        "{momentum_steps_per_digit:,.0f}ステップまで速くできます。",
    ),
    "cause.sublinear": (
        "The error falls like a power of the step, about 1/t^{power:.2g}, and not geometrically: the curvature fades "
        "from {sharpness:.3g} to {lowest_curvature:.2g}. No more than 1/t is guaranteed for the loss where "
        "it is convex and no curvature stays.",
        "誤差が等比的にではなく、およそ1/t^{power:.2g}でしか減っていません。曲率が{sharpness:.3g}から"
        "{lowest_curvature:.2g}まで小さくなったためです。曲率が0に近づく凸関数では、損失に保証されるのは1/tの速さまでです。",
    ),
    "cause.too_few_steps_open": (
        "{steps:,.0f} steps are too few: in the last quarter the mean loss was still {fall:.0%} below that of the "
        "quarter before (limit {limit:.0%}).",
        "{steps:,.0f}ステップでは足りません。最後の4分の1でも、損失の平均がその前の4分の1より{fall:.0%}下がっています"
        "（目安は{limit:.0%}以下）。",
    ),
    "cause.too_few_steps": (
        "{steps:,.0f} steps are too few: at the measured rate ({rate:.6g} a step) about "
        "{steps_needed:,.0f} more are needed.",
        "{steps:,.0f}ステップでは足りません。測った速さ（1ステップあたり{rate:.6g}倍）では、あと約{steps_needed:,.2g}ステップ"
        "必要です。",
    ),
    "cause.saddle": (
        "It stands at a saddle: the gradient norm is {gradient_norm:.2g}, and the loss bends "
        "downwards with curvature "
        "{lowest_curvature:.4g} in some direction (a minimum has none below {limit:.0f}).",
        "鞍点にいます。勾配のノルムは{gradient_norm:.2g}ですが、曲率{lowest_curvature:.4g}で下に曲がる方向があります"
        "（最小点なら{limit:.0f}より小さい曲率はありません）。",
    ),
    "cause.saddle_direction": (
        "It stands at a saddle: the gradient norm is {gradient_norm:.2g}, and the loss bends "
        "downwards with curvature "
        "{lowest_curvature:.4g} along ±({direction}) (a minimum has none below {limit:.0f}).",
        "鞍点にいます。勾配のノルムは{gradient_norm:.2g}ですが、±({direction})の方向には曲率{lowest_curvature:.4g}で下に"
        "曲がっています（最小点なら{limit:.0f}より小さい曲率はありません）。そこから抜け出せます。",
    ),
    "cause.local_minimum": (
        "It stands in a local minimum: loss {loss:.4g}, which is {gap:.3g} above the optimum "
        "{limit:.4g}; every curvature "
        "is positive (smallest {lowest_curvature:.3g}).",
        "極小点にいます。損失{loss:.4g}は、最小値{limit:.4g}より{gap:.3g}だけ上です。どの方向にも曲率は正です"
        "（最小{lowest_curvature:.3g}）。",
    ),
    "cause.plateau": (
        "It crosses a plateau: gradient norm {gradient_norm:.2g} and curvature {sharpness:.2g} "
        "promise a gain of "
        "{promise:.2g} within reach, of the {height:.3g} that there are to lose (limit {limit:.2g}).",
        "平坦なところ（プラトー）にいます。勾配のノルム{gradient_norm:.2g}と曲率{sharpness:.2g}から見込める減りは"
        "{promise:.2g}で、あと{height:.3g}下がる余地がありますが、ほとんど進みません（目安は{limit:.2g}以上）。",
    ),
    "cause.rounding": (
        "The updates are lost in rounding: an update is {share:.2g} of the parameters, where the "
        "precision tells "
        "numbers apart down to {limit:.2g}.",
        "更新が丸め誤差に埋もれています。更新の大きさはパラメータの{share:.2g}倍しかなく、この精度で区別できる"
        "{limit:.2g}倍に届きません。",
    ),
    "cause.stopped_early": (
        "The stopping rule ended it early: gradient norm {gradient_norm:.2g} ≤ {limit:.2g}, while "
        "the loss is still "
        "{gap:.3g} above the optimum.",
        "停止条件が早すぎました。勾配のノルム{gradient_norm:.2g} ≤ {limit:.2g}で止まりましたが、損失はまだ最小値より"
        "{gap:.3g}だけ上です。",
    ),
    "cause.noise_floor": (
        "It stands on its noise floor: the gradient's signal is {signal_to_noise:.2g} times its "
        "noise (below {limit:.0f}), "
        "and the learning rate {learning_rate:.3g} keeps stirring the parameters.",
        "勾配の雑音で下げ止まっています。勾配の信号と雑音の比は{signal_to_noise:.2g}（{limit:.0f}未満）で、学習率"
        "{learning_rate:.3g}がパラメータを揺らし続けています。",
    ),
    "cause.fixed_batch": (
        "One mini-batch is learnt by heart: its loss is {loss:.3g}, that of all examples {full_loss:.3g} "
        "({first:.3g} at the start; limit {limit:.3g}).",
        "1つのミニバッチを丸暗記しています。そのバッチの損失は{loss:.3g}なのに、全データでは{full_loss:.3g}です"
        "（最初は{first:.3g}、目安は{limit:.3g}以下）。",
    ),
    "cause.overfitting": (
        "It has begun to overfit: the loss on held-out examples was lowest at step {step:,.0f} "
        "({best:.3g}) and is now "
        "{held_out_loss:.3g} (limit {limit:.3g}), while the training loss went on falling.",
        "過学習が始まっています。学習に使わない例での損失は、ステップ{step:,.0f}で最小（{best:.3g}）になったあと"
        "{held_out_loss:.3g}まで増えました（目安は{limit:.3g}以下）。訓練データの損失は下がり続けています。",
    ),
    "cause.overshoot": (
        "Every update undoes the one before (mean cosine {cosine:.2f}, limit {limit:.2g}): with the learning rate "
        "{learning_rate:.3g} the run jumps back and forth between two slopes of a valley.",
        "どの更新も、ひとつ前の更新を打ち消しています（余弦の平均は{cosine:.2f}、目安は{limit:.2g}より上）。学習率"
        "{learning_rate:.3g}では、谷の両側の斜面を行き来するだけです。",
    ),
    "cause.straight_march": (
        "Every update continues the one before (mean cosine {cosine:.3f}): with the learning rate {learning_rate:.3g} "
        "the steps are so small that the slope hardly changes on the way (limit {limit:.2g}).",
        "どの更新も、ひとつ前の更新とほぼ同じ向きです（余弦の平均は{cosine:.3f}、目安は{limit:.2g}以下）。学習率"
        "{learning_rate:.3g}の歩幅が小さすぎて、進んでも傾きがほとんど変わりません。",
    ),
}
