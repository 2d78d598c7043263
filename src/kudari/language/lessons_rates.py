"""Lessons: the learning rate, convergence."""

SENTENCES: dict[str, tuple[str, str]] = {
    "lesson.title_learning-rate": ("The learning rate", "学習率"),
    "lesson.summary_learning-rate": (
        "Too small, right, too large; and why the limit is $2/L$.",
        "小さすぎ、ちょうどよい、大きすぎ。そして、限界が$2/L$になるわけ。",
    ),
    "lesson.learning-rate.see": (
        "The valley beside this text is $f(x, y) = \\frac12(x^2 + 10y^2)$: gentle along $x$, and ten times as "
        "curved along $y$. Press Run: {seeds} points go down it four times, from the same starts, with four "
        "learning rates.",
        "横の谷は$f(x, y) = \\frac12(x^2 + 10y^2)$です。$x$方向にはゆるやかで、$y$方向にはその十倍きつく曲がっていま"
        "す。「実行」を押すと、{seeds}個の点が同じ出発点から、四つの学習率でそれぞれ下ります。",
    ),
    "lesson.learning-rate.small": (
        "With {small} the points creep. After {steps} steps the loss is still about {small_loss}. Nothing is wrong; "
        "it only takes long.",
        "{small}では、点はじりじりとしか進みません。{steps}歩進んでも、損失はまだ{small_loss}ほどあります。間違って"
        "はいませんが、時間がかかります。",
    ),
    "lesson.learning-rate.right": (
        "With {right} they go down smoothly, to about {right_loss}.",
        "{right}では、すんなり下って{right_loss}ほどになります。",
    ),
    "lesson.learning-rate.edge": (
        "With {edge} they leap from one side of the valley to the other, and yet come down, to about {edge_loss}: "
        "each leap is a little shorter than the last.",
        "{edge}では、谷の両側を行ったり来たりしながら、それでも{edge_loss}ほどまで下ります。跳ぶ幅が、毎回少しずつ縮"
        "んでいるからです。",
    ),
    "lesson.learning-rate.large": (
        "With {large} each leap is a little longer than the last. The points climb out of the valley and are gone.",
        "{large}では、跳ぶ幅が毎回少しずつ広がります。点は谷を駆け上がり、飛び去ってしまいます。",
    ),
    "lesson.learning-rate.why": (
        "Between {edge} and {large} lies a limit. To find it, look along each axis by itself: the slopes are $x$ "
        "and $10y$, and a step is",
        "{edge}と{large}の間に、何か限界があるはずです。軸ごとに分けて考えましょう。傾きは$x$と$10y$ですから、一歩は"
        "次の式になります。",
    ),
    "lesson.learning-rate.factor": (
        "Every step multiplies $y$ by the same factor. It shrinks as long as that factor lies between $-1$ and $1$: "
        "as long as $10\\eta < 2$, here up to {limit}. Along $x$ there would be room for more, but the steepest "
        "direction decides. With $L$ for the largest curvature:",
        "$y$は一歩ごとに同じ数を掛けられます。その数が$-1$と$1$の間にある限り縮みます。つまり$10\\eta < 2$、ここでは"
        "学習率{limit}までです。$x$方向だけならもっと大きくできますが、いちばんきつく曲がった方向が限界を決めます。"
        "最大の曲率を$L$と書くと、こうなります。",
    ),
    "lesson.learning-rate.proof": (
        "Why this holds for every quadratic",
        "どんな2次関数でもこうなることの証明",
    ),
    "lesson.learning-rate.proof_quadratic": (
        "Put the minimum at the origin. A quadratic with the Hessian $H$ has the gradient $Hx$:",
        "最小点を原点に置きます。ヘッセ行列が$H$の2次関数の勾配は$Hx$です。",
    ),
    "lesson.learning-rate.proof_eigenvectors": (
        "Write $x$ in the eigenvectors of $H$. Every coordinate $c$ then goes its own way, with its eigenvalue "
        "$\\lambda$:",
        "$x$を$H$の固有ベクトルで表すと、座標$c$はそれぞれの固有値$\\lambda$だけに従って、別々に動きます。",
    ),
    "lesson.learning-rate.proof_limit": (
        "It goes to zero from every start exactly if $\\left|1 - \\eta\\lambda\\right| < 1$, that is, $0 < \\eta < "
        "2/\\lambda$. For all eigenvalues between $\\mu > 0$ and $L$, the strictest of these is $\\eta < 2/L$. At "
        "$2/L$ itself the steepest coordinate changes its sign for ever; beyond, it grows.",
        "どこから出発しても$0$に向かうのは、$\\left|1 - \\eta\\lambda\\right| < 1$、つまり$0 < \\eta < 2/\\lambda$の"
        "とき、そしてそのときに限ります。固有値がすべて$\\mu > 0$から$L$までにあれば、いちばん厳しいのは"
        "$\\eta < 2/L$です。ちょうど$2/L$では、最も急な座標が符号を変え続け、それを超えると大きくなっていきます。",
    ),
    "lesson.learning-rate.measured": (
        "For the run beside, the largest curvature was measured as {curvature}, so that the limit is $2/L$ = "
        "{edge_now}. Of its {runs} runs, {diverged} diverged.",
        "横の実行で測った最大の曲率は{curvature}ですから、限界は$2/L$ = {edge_now}です。{runs}回の実行のうち、"
        "{diverged}回が発散しました。",
    ),
    "lesson.learning-rate.limit_try": (
        "What happens exactly at the limit? Set the learning rate to {limit}.",
        "ちょうど限界では何が起きるでしょうか。学習率を{limit}にしてみましょう。",
    ),
    "lesson.learning-rate.limit_done": (
        "The points leap to and fro for ever, always as far: the factor along $y$ is $-1$.",
        "点は同じ幅で、いつまでも行ったり来たりします。$y$に掛かる数がちょうど$-1$だからです。",
    ),
    "lesson.learning-rate.best": (
        "Which rate is best? A larger one helps the gentle direction, with curvature $\\mu$, and from some point on "
        "harms the steep one. The slower of the two is fastest where both shrink alike:",
        "では、最良の学習率はいくつでしょうか。大きくすると、曲率$\\mu$のゆるやかな方向は速くなりますが、あるところ"
        "から急な方向が遅くなります。遅いほうがいちばん速くなるのは、両方が同じ割合で縮むときです。",
    ),
    "lesson.learning-rate.best_try": (
        "Bring all points below a loss of {goal} within {steps} steps, by the learning rate alone.",
        "学習率だけを変えて、{steps}歩以内に、すべての点の損失を{goal}より小さくしてください。",
    ),
    "lesson.learning-rate.best_hint": ("Here $\\mu = 1$ and $L = 10$.", "ここでは$\\mu = 1$、$L = 10$です。"),
    "lesson.learning-rate.best_done": (
        "Well found. The best of all is $2/(L + \\mu)$, about {best}, not far below the limit: good rates often lie "
        "close to bad ones.",
        "お見事です。最良は$2/(L + \\mu)$、およそ{best}で、限界のすぐ手前にあります。良い学習率は、しばしば悪い学習"
        "率の隣にあります。",
    ),
    "lesson.learning-rate.steeper": (
        "Make the valley steeper: put $40$ in the place of $10$. Which of the four learning rates are still good?",
        "谷をもっと急にしましょう。式の$10$を$40$に変えます。四つの学習率のうち、まだ使えるのはどれでしょうか。",
    ),
    "lesson.learning-rate.steeper_done": (
        "The limit has fallen to {steep_limit}; only {small} is below it. A learning rate is not good or bad by "
        "itself, but for a curvature.",
        "限界は{steep_limit}まで下がり、それより小さいのは{small}だけになりました。学習率は、それだけで良い悪いが決"
        "まるのではなく、曲率との兼ね合いで決まります。",
    ),
    "lesson.learning-rate.remember": (
        "The largest curvature $L$ sets the limit: below $2/L$ gradient descent comes down, above it flies off. Too "
        "small a rate only costs time. Next: how fast it comes down, and what can be proved of that.",
        "最大の曲率$L$が限界を決めます。$2/L$より小さければ下り、大きければ飛び去ります。小さすぎる学習率は時間がか"
        "かるだけです。次は、どれだけ速く下るのか、何が証明できるのかを見ます。",
    ),
    "lesson.title_convergence": ("Does it converge?", "収束するのか"),
    "lesson.summary_convergence": (
        "The descent lemma and two rates: proved in a few lines, and measured beside.",
        "降下補題とふたつの収束率。数行で証明し、隣で測って確かめます。",
    ),
    "lesson.convergence.see": (
        "Beside this text lies a bowl in {dimensions} variables. Its curvatures go from $\\mu$ = {smallest} to $L$ "
        "= {largest}, and the learning rate is $1/L$. Press Run: the loss falls fast, then ever more slowly, and in "
        "the end along a straight line on the logarithmic axis. How much of that could have been promised "
        "beforehand?",
        "隣にあるのは{dimensions}変数のお椀です。曲率は$\\mu$ = {smallest}から$L$ = {largest}まであり、学習率は$1/L$"
        "です。「実行」を押してください。損失は速く下がり、しだいに遅くなり、最後は対数目盛で直線になります。このう"
        "ちどれだけのことを、走らせる前に約束できるでしょうか。",
    ),
    "lesson.convergence.smooth": (
        "One property is enough to begin with. A function is called $L$-smooth if its gradient never changes faster "
        "than this (so that no curvature is larger than $L$):",
        "はじめに仮定するのはひとつだけです。勾配の変わり方が次のように抑えられる関数を、$L$-平滑といいます（どこで"
        "も曲率は$L$以下、ということです）。",
    ),
    "lesson.convergence.lemma": (
        "Then a step of gradient descent from $x$, with $g = \\nabla f(x)$, obeys the descent lemma:",
        "このとき、$x$からの勾配降下法の一歩について、$g = \\nabla f(x)$として次の降下補題が成り立ちます。",
    ),
    "lesson.convergence.lemma_proof": ("Proof of the descent lemma", "降下補題の証明"),
    "lesson.convergence.lemma_way": (
        "Walk the step and watch the loss: let $\\varphi(t) = f(x - tg)$. Since the gradient at $x - tg$ differs "
        "from $g$ by at most $Lt\\left\\|g\\right\\|$,",
        "一歩の途中の損失を$\\varphi(t) = f(x - tg)$とおきます。$x - tg$での勾配と$g$との差は"
        "$Lt\\left\\|g\\right\\|$以下ですから、次の不等式が成り立ちます。",
    ),
    "lesson.convergence.lemma_integral": (
        "Add that up over the whole step, from $0$ to $\\eta$, and the lemma stands there:",
        "これを一歩のはじめから終わりまで、$0$から$\\eta$まで積分すると、補題になります。",
    ),
    "lesson.convergence.promise": (
        "So every step goes down as long as $\\eta < 2/L$: the limit of the lesson before, and now for every smooth "
        "function. At $\\eta = 1/L$ the promise is largest: at least $\\left\\|g\\right\\|^2/2L$ is taken off.",
        "つまり$\\eta < 2/L$である限り、どの一歩でも損失は減ります。前の課で見た限界が、2次関数に限らず、平滑な関数"
        "すべてで成り立つのです。約束が最大になるのは$\\eta = 1/L$のときで、少なくとも$\\left\\|g\\right\\|^2/2L$だ"
        "け減ります。",
    ),
    "lesson.convergence.measured": (
        "In the run beside, {kept} of {taken} steps kept the promise; the step that came nearest to breaking it "
        "took off {least} times what was promised. Late in the run, a step multiplied the loss by {factor}.",
        "隣の実行では、{taken}歩のうち{kept}歩が約束を守りました。いちばんきわどい一歩でも、約束の{least}倍減ってい"
        "ます。終わり近くでは、損失は一歩ごとに{factor}倍になりました。",
    ),
    "lesson.convergence.sum": (
        "What follows for the whole way? The steps together cannot take off more than $f(x_0) - f^\\star$, where "
        "$f^\\star$ is the lowest value there is. So the gradient becomes small, whatever shape the function has, "
        "with $\\eta = 1/L$ at least this fast:",
        "道のり全体では何が言えるでしょうか。最小値を$f^\\star$とすると、全部の歩みで減る量の合計は"
        "$f(x_0) - f^\\star$を超えません。ですから、関数がどんな形でも勾配は小さくなっていきます。$\\eta = 1/L$な"
        "ら、少なくとも次の速さです。",
    ),
    "lesson.convergence.strong": (
        "But a small gradient may be a saddle or a wide plain. More is true if the function is curved upwards "
        "everywhere, by at least $\\mu > 0$ (strongly convex). Then, with $\\eta = 1/L$,",
        "ただし、勾配が小さくても、そこは鞍点や広い平原かもしれません。どこでも$\\mu > 0$以上の曲率で上に反っている"
        "関数（強凸関数）なら、もっと強いことが言えます。$\\eta = 1/L$のとき、",
    ),
    "lesson.convergence.strong_proof": ("Proof of this rate", "この収束率の証明"),
    "lesson.convergence.strong_parabola": (
        "Strongly convex means that at every $x$ a parabola of curvature $\\mu$ fits below the function:",
        "強凸とは、どの$x$でも、曲率$\\mu$の放物面が関数の下に収まるということです。",
    ),
    "lesson.convergence.strong_least": (
        "The left side is least at the optimum, the right side at $y = x - g/\\mu$. Put both in:",
        "左辺の最小値は$f^\\star$で、右辺は$y = x - g/\\mu$で最小になります。代入すると、",
    ),
    "lesson.convergence.strong_together": (
        "So far from the bottom the gradient cannot be small. Put this into the descent lemma with $\\eta = 1/L$, "
        "and repeat it $k$ times:",
        "つまり、底より高いところでは勾配は小さくなれません。これを$\\eta = 1/L$の降下補題に入れ、$k$回くり返しま"
        "す。",
    ),
    "lesson.convergence.square": (
        "Here the promise is a factor of {bound} a step or better. What you see in the end is {factor}, its square: "
        "on a quadratic the distance shrinks by $1 - \\mu/L$, and the loss goes with its square. A theorem for all "
        "functions may be beaten by one of them.",
        "ここでの約束は、一歩につき{bound}倍かそれ以下です。実際に見える最後の傾きは{factor}倍で、その2乗にあたりま"
        "す。2次関数では距離のほうが$1 - \\mu/L$倍になり、損失はその2乗で減るからです。あらゆる関数に通じる定理よ"
        "り、ひとつの関数のほうが良いことはあります。",
    ),
    "lesson.convergence.worse": (
        "Make the bowl ten times longer: set the condition number $L/\\mu$ to a thousand. How far does it get now?",
        "お椀を十倍細長くしてみましょう。条件数$L/\\mu$を千にします。どこまで下りられるでしょうか。",
    ),
    "lesson.convergence.worse_done": (
        "Now $1 - \\mu/L$ is {worse_bound}, and after {steps} steps a loss of about {worse_loss} is left. With ten "
        "times the condition, every further digit takes about ten times the steps in the end.",
        "$1 - \\mu/L$は{worse_bound}になり、{steps}歩進んでも損失が{worse_loss}ほど残ります。条件数が十倍になると、"
        "終わりのほうで一桁下げるのに必要な歩数も、およそ十倍です。",
    ),
    "lesson.convergence.convex": (
        "And if the curvature may vanish, so that $\\mu = 0$? For a convex function and $\\eta \\le 1/L$ there is "
        "still a rate, though a slow one:",
        "曲率が$0$になってもよい、つまり$\\mu = 0$ならどうでしょうか。凸関数で$\\eta \\le 1/L$なら、遅いながらも収束"
        "率がわかります。",
    ),
    "lesson.convergence.convex_proof": ("Proof", "証明"),
    "lesson.convergence.convex_lemma": (
        "By the descent lemma a step takes off at least $\\frac{{\\eta}}{{2}}\\left\\|g\\right\\|^2$, and a convex "
        "function lies above its tangents, so that $f(x_k) \\le f^\\star + g^\\top(x_k - x^\\star)$. Together:",
        "降下補題から、一歩で少なくとも$\\frac{{\\eta}}{{2}}\\left\\|g\\right\\|^2$減ります。また凸関数は接平面より"
        "上にあるので、$f(x_k) \\le f^\\star + g^\\top(x_k - x^\\star)$です。合わせると、",
    ),
    "lesson.convergence.convex_sum": (
        "Add this up over $k$ steps: on the right all terms cancel but the first and the last, and on the left the "
        "last gap is the smallest of all. Divide by $k$.",
        "これを$k$歩ぶん足し合わせます。右辺は最初と最後の項だけが残り、左辺では最後の差がいちばん小さくなっていま"
        "す。両辺を$k$で割れば終わりです。",
    ),
    "lesson.convergence.flat": (
        "Take a curve whose bottom is flat: $x^4/4$ between $-1$ and $1$, where $L = 3$, with a learning rate below "
        "$1/L$. What becomes of the straight line?",
        "底の平らな曲線、$-1$から$1$までの$x^4/4$を下ってみましょう。ここでは$L = 3$なので、学習率は$1/L$より小さく"
        "します。直線はどうなるでしょうか。",
    ),
    "lesson.convergence.flat_done": (
        "It bends: every further digit takes longer than the one before. After {steps} steps the loss is about "
        "{flat_loss}. That is better than the bound, but no factor per step will ever describe it.",
        "曲がりました。一桁下げるのに、前よりも長くかかるようになります。{steps}歩後の損失は{flat_loss}ほどです。定"
        "理の上限よりは良いのですが、一歩につき何倍、という形では表せません。",
    ),
    "lesson.convergence.faster": (
        "Back to the bowl: be much faster than gradient descent can be, by another method. Try momentum with a "
        "learning rate of {faster_rate} and a momentum of {faster_momentum}.",
        "お椀に戻り、別の手法で、勾配降下法よりずっと速く下りてみましょう。モメンタム法で、学習率を{faster_rate}、モ"
        "メンタムを{faster_momentum}にしてみてください。",
    ),
    "lesson.convergence.faster_hint": (
        "The loss should fall to {goal} of the first, or below, within {goal_steps} steps.",
        "{goal_steps}歩以内に、損失がはじめの{goal}倍以下になれば成功です。",
    ),
    "lesson.convergence.faster_done": (
        "A heavy ball keeps some of its speed, and its steps depend on $\\sqrt{{L/\\mu}}$ and not on $L/\\mu$. No "
        "promise was broken: the rates above are those of gradient descent.",
        "モメンタム法は速度を持ち越すので、必要な歩数が$L/\\mu$ではなく$\\sqrt{{L/\\mu}}$に比例します。上の収束率は"
        "勾配降下法のものですから、矛盾ではありません。",
    ),
    "lesson.convergence.remember": (
        "Smoothness promises that every step goes down; strong convexity, that the error shrinks by a factor; "
        "convexity alone, that it shrinks like $1/k$. Next: a loss that is neither a bowl nor convex, that of a "
        "network.",
        "平滑なら一歩ごとに減り、強凸なら誤差が毎回一定の割合で縮み、凸というだけなら$1/k$の速さで縮みます。次は、お"
        "椀でも凸でもない損失、ネットワークの損失を下ります。",
    ),
}
