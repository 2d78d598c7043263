"""Lessons: one curve, gradients."""

SENTENCES: dict[str, tuple[str, str]] = {
    "lesson.title_one-curve": ("Going down one curve", "ひとつの曲線を下る"),
    "lesson.summary_one-curve": (
        "One variable, one slope, one rule: what a step of gradient descent is.",
        "変数も規則もひとつだけ。勾配降下法の一歩とは何かを見ます。",
    ),
    "lesson.one-curve.see": (
        "The curve beside this text is $f(x) = (x-1)^2$. On it start {seeds} points, each somewhere else. Press "
        "Run: every arrow is one step. All points go down, and all come to rest near the same place, $x = 1$.",
        "横に見える曲線は$f(x) = (x-1)^2$です。その上の、ばらばらな場所から{seeds}個の点が出発します。「実行」を押し"
        "てください。矢印ひとつが一歩です。どの点も下へ向かい、どれも同じ場所、$x = 1$のすぐそばで止まります。",
    ),
    "lesson.one-curve.run": (
        "Press Run, and wait until every point rests.",
        "「実行」を押して、すべての点が止まるまで見てみましょう。",
    ),
    "lesson.one-curve.run_done": (
        "All of them are down. Now to how they found the way.",
        "全員が底に着きました。では、どうやって道を見つけたのでしょうか。",
    ),
    "lesson.one-curve.rule": (
        "A point does not see the curve. It knows the slope under its feet, $f'(x)$, and nothing else: positive "
        "where the curve rises to the right, negative where it falls. So the way down is against the slope. That is "
        "all of gradient descent:",
        "点には曲線の全体は見えていません。わかるのは足もとの傾き$f'(x)$だけです。右上がりの場所なら正、右下がりなら"
        "負ですから、傾きと逆へ動けば下れます。勾配降下法は、これですべてです。",
    ),
    "lesson.one-curve.rate": (
        "The number $\\eta$ (eta) is the learning rate, here {rate}. A steep slope makes a long step, a gentle "
        "slope a short one. Look at the arrows: far out they are long, and towards the bottom they shorten by "
        "themselves.",
        "$\\eta$（イータ）を学習率といいます。ここでは{rate}です。傾きが急なら歩幅は大きく、ゆるやかなら小さくなりま"
        "す。矢印を見てください。遠くでは長く、底に近づくとひとりでに短くなっていきます。",
    ),
    "lesson.one-curve.slope": (
        "Of this curve the slope is $f'(x) = 2(x-1)$. Put that into the rule, and take $1$ off both sides:",
        "この曲線の傾きは$f'(x) = 2(x-1)$です。これを規則に代入し、両辺から$1$を引くと、こうなります。",
    ),
    "lesson.one-curve.share": (
        "So every step leaves the same share of the distance to the bottom: $1 - 2\\eta$, here {share}. The loss is "
        "the square of that distance, and is left with a share of {loss_share}. A curve that loses the same share "
        "at every step is a straight line on a logarithmic axis; look at the loss beside.",
        "つまり底までの距離は、一歩ごとに$1 - 2\\eta$倍、ここでは{share}倍になります。損失は距離の2乗ですから、"
        "{loss_share}倍です。毎回同じ割合で減る量は、対数目盛では直線になります。横の損失のグラフで確かめてくださ"
        "い。",
    ),
    "lesson.one-curve.measured": (
        "In the run beside, a step left {measured} of the distance; the formula says $1 - 2\\eta$ = {predicted}.",
        "横の実行では、距離は一歩ごとに{measured}倍になりました。式の$1 - 2\\eta$は{predicted}です。",
    ),
    "lesson.one-curve.stop": (
        "A share is always left, so the bottom is never quite reached. That is why a run is ended when its slope is "
        "small enough: here when $\\left|f'(x)\\right|$ is {limit} or less. Half of the points need no more than "
        "{steps} steps for that.",
        "毎回いくらかは残るので、底にぴったり着くことはありません。そこで、傾きが十分小さくなったら終わりにします。"
        "ここでは$\\left|f'(x)\\right|$が{limit}以下になったときです。半数の点は、そこまで{steps}歩以内で着きます。",
    ),
    "lesson.one-curve.one_step": (
        "With one learning rate a single step leads to the bottom, from wherever you start. Find it.",
        "どこから出発しても、たった一歩で底に着く学習率があります。見つけてください。",
    ),
    "lesson.one-curve.one_step_hint": (
        "Of the distance, $1 - 2\\eta$ is left. Which $\\eta$ leaves nothing?",
        "距離は$1 - 2\\eta$倍になります。何も残さない$\\eta$はいくつでしょうか。",
    ),
    "lesson.one-curve.one_step_done": (
        "Yes: $\\eta$ = {half} leaves nothing of the distance. That works because this curve is a parabola, whose "
        "slope tells exactly how far the bottom is. Other curves are not so kind.",
        "そのとおり、$\\eta$ = {half}なら距離は残りません。放物線では、傾きから底までの距離が正確にわかるからです。"
        "ほかの曲線では、こううまくはいきません。",
    ),
    "lesson.one-curve.valleys": (
        "Type a curve with two valleys, such as $x^4 - 3x^2 + x$, and let the points go down with a smaller "
        "learning rate. Do they all come to the same place?",
        "谷がふたつある曲線、たとえば$x^4 - 3x^2 + x$を入力し、学習率を小さくして下らせてみましょう。どの点も同じ場"
        "所に着くでしょうか。",
    ),
    "lesson.one-curve.valleys_done": (
        "They do not. Each goes down into the valley it started in, and rests there, although the other may be "
        "deeper. Gradient descent finds a bottom, not the lowest of all.",
        "同じ場所には着きませんでした。点は出発した側の谷を下り、隣の谷のほうが深くても、そこで止まります。勾配降下"
        "法が見つけるのは近くの底であって、いちばん低い底とは限りません。",
    ),
    "lesson.one-curve.remember": (
        "A step goes against the slope, as far as the slope times the learning rate. Nothing is known but the slope "
        "where one stands. Next: where that slope comes from.",
        "一歩は傾きと逆の向きへ、傾きと学習率の積だけ進みます。使うのは、いまいる場所の傾きだけです。次は、その傾き"
        "をどうやって求めるかを見ます。",
    ),
    "lesson.title_gradients": ("Three ways to a gradient", "勾配の求め方は三通り"),
    "lesson.summary_gradients": (
        "By hand, by difference, by backprop: what each gives, and what it costs.",
        "手計算、数値微分、誤差逆伝播法。それぞれ何が得られ、どれだけ手間がかかるのかを比べます。",
    ),
    "lesson.gradients.model": (
        "The smallest model there is has one weight $w$ and sees one example: the input is $x = 1$, the model "
        "answers $wx$, and $t = 2$ would be right. At first $w$ is {start}. The loss is the squared error:",
        "いちばん小さなモデルを考えます。重み$w$ひとつ、データもひとつです。入力は$x = 1$、モデルの答えは$wx$、正解"
        "は$t = 2$。はじめ$w$は{start}です。損失は誤差の2乗とします。",
    ),
    "lesson.gradients.hand": (
        "By hand. Differentiate with respect to $w$, the only thing that we can change:",
        "まず手計算です。動かせるのは$w$だけですから、$w$で微分します。",
    ),
    "lesson.gradients.hand_value": (
        "At the start that is {slope}: negative, so that $w$ has to grow.",
        "出発点では{slope}です。負ですから、$w$を大きくすれば損失が減ります。",
    ),
    "lesson.gradients.difference": (
        "By difference. Without any calculus: move $w$ by a little $h$, and see how the loss answers. Forward, to "
        "one side, or central, to both:",
        "次は数値微分です。微分の公式は使いません。$w$をわずかな幅$h$だけ動かし、損失がどう変わるかを見ます。片側だ"
        "け動かすのが前進差分、両側に動かすのが中心差分です。",
    ),
    "lesson.gradients.error": (
        "Both are approximations. Here the forward difference is too large by exactly $x^2h$, and the central one "
        "is right, since a parabola bends evenly to both sides. One would like a tiny $h$, then; but the two losses "
        "become so alike that rounding swallows what tells them apart.",
        "どちらも近似です。この問題では、前進差分はちょうど$x^2h$だけ大きくなり、中心差分は正確です。放物線は左右に"
        "同じだけ曲がるからです。では$h$は小さいほどよいかというと、そうでもありません。ふたつの損失がほとんど同じ値"
        "になり、その差が丸め誤差に埋もれてしまうのです。",
    ),
    "lesson.gradients.taylor": (
        "Why the forward difference is off by about $h$, and the central one by about $h^2$",
        "前進差分の誤差が$h$に、中心差分の誤差が$h^2$に比例するわけ",
    ),
    "lesson.gradients.taylor_series": (
        "By Taylor's formula, with all derivatives taken at $w$:",
        "$w$のまわりでテイラー展開すると、次のようになります（右辺の微分係数はすべて$w$での値です）。",
    ),
    "lesson.gradients.taylor_forward": (
        "Subtract $E$ from the upper one and divide by $h$: what is left over begins with $h$.",
        "＋のほうから$E$を引いて$h$で割ると、余りは$h$の項から始まります。",
    ),
    "lesson.gradients.taylor_central": (
        "Subtract the lower from the upper one, and all even terms vanish: what is left over begins with $h^2$.",
        "＋のほうから－のほうを引くと偶数次の項が消え、余りは$h^2$の項から始まります。",
    ),
    "lesson.gradients.taylor_here": (
        "Here $E'' = 2x^2$, and $E'''$ and all that follow are zero: hence $x^2h$ and nothing.",
        "この問題では$E'' = 2x^2$で、$E'''$から先はすべて$0$です。ですから誤差は、前進差分が$x^2h$、中心差分が$0$に"
        "なります。",
    ),
    "lesson.gradients.backprop": (
        "By backprop. The loss is computed in small steps: first $y = wx$, then $e = y - t$, then $E = e^2$. "
        "Backprop walks the same steps from the end to the beginning, and multiplies their slopes:",
        "最後は誤差逆伝播法です。損失は小さな計算の積み重ねです。$y = wx$、次に$e = y - t$、そして$E = e^2$。逆伝播"
        "では、この道を終わりから始めへたどり、途中の傾きを掛け合わせていきます。",
    ),
    "lesson.gradients.cost": (
        "That is the formula by hand again, found by a machine, and no approximation. What matters is the price. A "
        "forward difference needs one more loss for every weight. One walk back gives the slopes of all weights "
        "together, for the price of a few losses, whether there is one weight or a billion.",
        "手計算と同じ式が、機械的に、近似なしで得られました。違うのは手間です。前進差分では、重みひとつにつき損失を"
        "もう一度計算します。逆伝播なら、重みがひとつでも十億個でも、損失の計算数回分の手間で、すべての重みの傾きが"
        "一度に求まります。",
    ),
    "lesson.gradients.run": (
        "Press Run: the same weight learns with {ways} gradients. Can you tell the curves apart?",
        "「実行」を押してください。同じ重みが{ways}通りの勾配で学びます。曲線を見分けられるでしょうか。",
    ),
    "lesson.gradients.run_done": (
        "They lie on top of each other: with a good $h$, every way is good enough to descend by.",
        "曲線はぴったり重なりました。$h$が適切なら、下るだけならどの求め方でも十分です。",
    ),
    "lesson.gradients.measured": (
        "At the first step of the run beside, backprop gave {backprop}, and the forward difference {forward}.",
        "横の実行の最初の一歩では、逆伝播の勾配は{backprop}、前進差分は{forward}でした。",
    ),
    "lesson.gradients.coarse": (
        "Make the forward difference visibly wrong: give it a larger difference step $h$, such as {coarse}. Where "
        "does the weight come to rest now?",
        "前進差分を、目に見えて間違わせてみましょう。差分の幅$h$を{coarse}くらいに大きくします。重みはどこで落ち着く"
        "でしょうか。",
    ),
    "lesson.gradients.coarse_hint": (
        "In the whole study the field is called Step h of differences. Follow the weight, not the loss.",
        "「スタディの設定」の中の「差分の幅 h」です。損失ではなく、重みの値を追ってください。",
    ),
    "lesson.gradients.coarse_done": (
        "It rests where the difference is zero and not where the slope is: half of $h$ too early. With $h$ = "
        "{coarse} that is at {coarse_rest}, and the first slope is {coarse_slope}, not {slope}.",
        "傾きではなく差分が$0$になる場所、つまり正解より$h$の半分だけ手前で止まります。$h$ = {coarse}なら"
        "{coarse_rest}です。最初の勾配も{slope}ではなく{coarse_slope}になります。",
    ),
    "lesson.gradients.single": (
        "Let the computer keep fewer digits: set the precision to float32 (in the whole study, under Precision and "
        "records). Which way suffers?",
        "今度は計算の桁数を減らします。「スタディの設定」の「精度と記録」で、精度をfloat32にしてください。困るのはどの求"
        "め方でしょうか。",
    ),
    "lesson.gradients.single_done": (
        "The forward difference: its first slope is off by about {off} %, even with the best $h$ for these digits. "
        "It subtracts two numbers that are nearly the same, and little is left of their digits.",
        "前進差分です。この精度に合わせた$h$を使っても、最初の勾配が約{off}％ずれます。ほとんど同じ数どうしの引き算"
        "では、意味のある桁がわずかしか残らないからです。これを桁落ちといいます。",
    ),
    "lesson.gradients.network": (
        "Now a network of ten neurons, with {weights} parameters. How many losses does a forward difference take "
        "for one step? Draw the curves across gradient evaluations, and see.",
        "次は、ニューロン十個、パラメータ{weights}個のネットワークで試しましょう。前進差分は、一歩のために損失を何回"
        "計算するでしょうか。曲線の横軸を「勾配の計算回数」に変えて確かめてください。",
    ),
    "lesson.gradients.network_done": (
        "It takes {losses} losses for every step, one for each parameter and one more, where backprop takes "
        "{passes} walk there and back. This is why networks can be trained at all.",
        "一歩ごとに{losses}回、つまりパラメータの数より{passes}回多く損失を計算しています。逆伝播なら往復{passes}回"
        "です。大きなネットワークを訓練できるのは、この差のおかげです。",
    ),
    "lesson.gradients.remember": (
        "Backprop is the chain rule, walked backwards: exact, and for all weights at once. Differences are slow and "
        "inexact, but need nothing except the loss; use them to check. Next: how long a step may be.",
        "誤差逆伝播法は、連鎖律を後ろからたどる計算です。正確で、すべての重みの勾配が一度に求まります。数値微分は遅"
        "く不正確ですが、損失さえ計算できれば使えるので、検算に向いています。次は、一歩をどこまで大きくできるかを見"
        "ます。",
    ),
}
