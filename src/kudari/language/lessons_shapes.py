"""Lessons: plateaus, saddles and valleys; turning the sign."""

SENTENCES: dict[str, tuple[str, str]] = {
    "lesson.title_plateaus": ("Plateaus, saddles and valleys", "プラトー、鞍点、谷"),
    "lesson.summary_plateaus": (
        "Three places where descent seems to be finished and is not.",
        "もう終わったように見えて、終わっていない三つの場所。",
    ),
    "lesson.plateaus.see": (
        "The surface beside this text is $f(x, y) = \\frac12x^2 + \\frac14y^4 - \\frac12y^2$. It has two valleys, "
        "at $y = 1$ and $y = -1$, and between them a pass: at the origin it curves up along $x$ and down along $y$. "
        "Such a place is called a saddle. {seeds} points start around it.",
        "隣の曲面は$f(x, y) = \\frac12x^2 + \\frac14y^4 - \\frac12y^2$です。$y = 1$と$y = -1$にふたつの谷があり、そ"
        "の間は峠になっています。原点では、$x$方向には上へ、$y$方向には下へ曲がっています。このような場所を鞍点とい"
        "います。{seeds}個の点が、そのまわりから出発します。",
    ),
    "lesson.plateaus.run": (
        "Press Run. Some points take much longer than others. Where did those start?",
        "「実行」を押してください。ほかよりずっと時間のかかる点があります。それはどこから出発した点でしょうか。",
    ),
    "lesson.plateaus.run_done": (
        "All came down, but those that started near the ridge $y = 0$ first ran to the saddle, and waited there: "
        "their loss is flat for a while, as if it had converged.",
        "どの点も下りました。ただし尾根$y = 0$の近くから出た点は、まず鞍点へ向かい、しばらくそこにとどまりました。そ"
        "の間の損失は平らで、収束したかのように見えます。",
    ),
    "lesson.plateaus.saddle": (
        "At the saddle the gradient is zero, and nearby it is small. Along $y$ a step is",
        "鞍点では勾配が$0$で、その近くでも小さくなります。$y$方向の一歩は、次のようになります。",
    ),
    "lesson.plateaus.time": (
        "So the distance from the ridge grows by the same factor each step, however small it is: slowly at first, "
        "then all at once. With a learning rate of {rate}, a point that starts {near_start} off the ridge has left "
        "after {near} steps, and one that starts {nearer_start} off after {nearer}.",
        "尾根からの距離は、どれほど小さくても、一歩ごとに同じ割合で広がります。はじめはゆっくりと、やがて一気に。学"
        "習率{rate}では、尾根から{near_start}だけ離れて出た点は{near}歩で、{nearer_start}だけ離れて出た点は{nearer}"
        "歩で鞍点を離れます。",
    ),
    "lesson.plateaus.proof": (
        "Why a tenth of the distance costs so many steps more, always",
        "距離が十分の一になるたびに、決まった歩数だけ余計にかかるわけ",
    ),
    "lesson.plateaus.proof_growth": (
        "After $k$ steps the distance is $(1 + \\eta)^k\\left|y_0\\right|$, as long as $y^3$ is small beside $y$. "
        "It is of the size of $1$ when",
        "$y^3$が$y$に比べて小さい間は、$k$歩後の距離は$(1 + \\eta)^k\\left|y_0\\right|$です。これが$1$ほどになるの"
        "は、次のときです。",
    ),
    "lesson.plateaus.proof_tenfold": (
        "A tenth of $\\left|y_0\\right|$ adds $\\log 10/\\log(1 + \\eta)$ to that: with this learning rate, "
        "{tenfold} steps.",
        "$\\left|y_0\\right|$が十分の一になると、これに$\\log 10/\\log(1 + \\eta)$が加わります。この学習率では"
        "{tenfold}歩です。",
    ),
    "lesson.plateaus.ridge": (
        "Let all points start exactly on the ridge, at $x = 1$, $y = 0$.",
        "すべての点を、ちょうど尾根の上、$x = 1$、$y = 0$から出発させてください。",
    ),
    "lesson.plateaus.ridge_hint": (
        "In the whole study, the problem has a field called Start: a number for each variable.",
        "「スタディの設定」の「問題」に「初期値」という項目があります。変数ごとにひとつずつ、数を並べます。",
    ),
    "lesson.plateaus.ridge_done": (
        "They go to the saddle and stay. Where $y$ is exactly zero its slope is, too, and nothing ever pushes them "
        "off; only the negative curvature tells that this is no minimum. A start drawn at random lands on such a "
        "ridge with probability zero (Lee et al. 2016), and the noise of mini-batches helps as well.",
        "鞍点へ行き、そのまま動きません。$y$がちょうど$0$なら$y$方向の傾きも$0$で、押し出すものがないからです。極小"
        "点でないことは、負の曲率だけが教えてくれます。ランダムに選んだ初期値がこのような尾根に乗る確率は$0$です"
        "（Lee et al. 2016）。ミニバッチの雑音も助けになります。",
    ),
    "lesson.plateaus.measured": (
        "In the run beside, {saddles} of {runs} runs end where the smallest curvature is clearly negative; its "
        "median at the end is {lowest}.",
        "隣の実行では、{runs}回のうち{saddles}回が、最小の曲率がはっきり負の場所で終わりました。終点での最小の曲率の"
        "中央値は{lowest}です。",
    ),
    "lesson.plateaus.plain": (
        "A plateau is worse: a wide plain on which every slope is tiny. Take $1 - e^{{-x^2-y^2}}$, a hole in a "
        "plain. Its slope at the distance $r$ is $2re^{{-r^2}}$, which vanishes faster than any power of $1/r$.",
        "プラトーはもっと厄介です。どこを見ても傾きがごくわずかな、広い平原のことです。たとえば$1 - e^{{-x^2-y^2}}$"
        "は、平原に穴がひとつ開いた形です。穴から$r$離れた場所の傾きは$2re^{{-r^2}}$で、$1/r$のどんなべきよりも速く$0$"
        "に近づきます。",
    ),
    "lesson.plateaus.plain_try": (
        "Let points start all over that plain, between $-5$ and $5$. How many find the hole?",
        "この平原のあちこち、$-5$から$5$までの範囲から点を出発させてください。穴を見つけるのは何個でしょうか。",
    ),
    "lesson.plateaus.plain_done": (
        "Most of them hardly move. (In the suggested study {plain_stalled} of {plain_runs} stall.) Their loss is "
        "flat as at a minimum; what tells them apart is that next to nothing curves upwards there. Another start "
        "helps, or a method that divides by the size of the gradient.",
        "ほとんどの点は動きません（提案した設定では{plain_runs}個中{plain_stalled}個が停滞します）。損失は極小点と同"
        "じように平らですが、上向きの曲率がほとんどないところが違います。初期値を変えるか、勾配の大きさで割る手法を使うとよ"
        "いでしょう。",
    ),
    "lesson.plateaus.valley": (
        "And a valley: long, bent, with steep sides. In Rosenbrock's $(1 - x)^2 + 100(y - x^2)^2$ the way down to "
        "the floor is short, but along the floor it is nearly level. At the minimum $(1, 1)$ it curves "
        "{valley_condition} times as much across the valley as along it. The steep sides set the limit for the "
        "learning rate; the level floor has to be walked with it.",
        "最後は谷です。長く曲がっていて、両側が切り立っています。ローゼンブロック関数$(1 - x)^2 + 100(y - x^2)^2$で"
        "は、谷底まではすぐ下りられますが、谷底はほとんど水平です。最小点$(1, 1)$での曲率は、谷を横切る方向が、谷に"
        "沿う方向の{valley_condition}倍もあります。学習率の上限は急な側壁で決まり、その学習率で平らな谷底を歩かなけ"
        "ればなりません。",
    ),
    "lesson.plateaus.valley_try": (
        "Send gradient descent and momentum along that valley, side by side.",
        "この谷で、勾配降下法とモメンタム法を並べて走らせてください。",
    ),
    "lesson.plateaus.valley_done": (
        "Across the valley the pushes cancel, along it they add up: momentum gathers speed where gradient descent "
        "creeps. (In the suggested study, after {valley_steps} steps, gradient descent is at about {valley_gd}, and "
        "momentum is at the bottom.)",
        "谷を横切る向きの力は打ち消し合い、谷に沿う向きの力は積み重なります。勾配降下法がじりじり進むところで、モメ"
        "ンタム法は速度を増します（提案した設定では、{valley_steps}歩後の損失が勾配降下法では{valley_gd}ほどで、モメ"
        "ンタム法は底に着いています）。",
    ),
    "lesson.plateaus.remember": (
        "A flat loss is not yet a minimum. Look at the gradient and at the curvatures: a saddle bends down "
        "somewhere, a plateau bends nowhere, a valley bends very differently to its sides and along. Next: an idea "
        "for getting away from such places.",
        "損失が平らでも、極小点とは限りません。勾配と曲率を見ましょう。鞍点はどこかで下へ曲がり、プラトーはどこにも"
        "曲がらず、谷は横切る向きと沿う向きで曲がり方がまるで違います。次は、こうした場所から抜け出すための、あるア"
        "イデアを調べます。",
    ),
    "lesson.title_sign": ("Turning the sign", "符号を反転させる"),
    "lesson.summary_sign": (
        "An idea, why it cannot work as it stands, and how to find out whether it helps.",
        "ひとつのアイデア。それがそのままではうまくいかない理由と、効くかどうかの確かめ方。",
    ),
    "lesson.sign.idea": (
        "Gradient descent comes to rest in the valley it started in, and there may be a deeper one. So here is an "
        "idea: where the loss stops falling, turn the sign of the gradient for a while, climb out, and go down "
        "again elsewhere.",
        "勾配降下法は、出発した側の谷で止まります。もっと深い谷が、ほかにあるかもしれません。そこで、こんなアイデア"
        "が浮かびます。損失が下がらなくなったら、しばらく勾配の符号を反転させて谷から登り、別の場所へ下りるのです。",
    ),
    "lesson.sign.see": (
        "The surface beside has six minima, of which two are best. Four methods go down it from the same {seeds} "
        "starts: gradient descent; the same with its sign turned on a plateau; Adam with its sign turned, and its "
        "moments reset at each turn; and gradient descent that simply starts again elsewhere. All may take {steps} "
        "gradients.",
        "隣の曲面には極小点が六つあり、最良はそのうちのふたつです。同じ{seeds}個の初期値から、四つの手法で下ります。"
        "勾配降下法。停滞したら符号を反転させる勾配降下法。停滞したら反転させ、そのたびにモーメントを捨てるAdam。そ"
        "して、別の場所からやり直すだけの勾配降下法です。勾配はどれも{steps}回まで計算できます。",
    ),
    "lesson.sign.run": (
        "Press Run, and count: how many of each reach one of the best minima?",
        "「実行」を押して、最良の極小点に着くものがそれぞれいくつあるか、数えてみましょう。",
    ),
    "lesson.sign.run_done": (
        "Turned or not, gradient descent gets there from {plain} % of the starts: from the very same ones.",
        "勾配降下法は、反転させてもさせなくても、{plain}％の初期値からしか着きません。しかも、まったく同じ初期値で"
        "す。",
    ),
    "lesson.sign.measured": (
        "In the run beside, of {starts} starts, gradient descent reached a best minimum from {plain}, with its sign "
        "turned from {turned}, and by starting again from {again}. The first two differ in {differing} starts.",
        "隣の実行では、{starts}個の初期値のうち、勾配降下法は{plain}個、符号を反転させると{turned}個、やり直すと"
        "{again}個で、最良の極小点に着きました。はじめのふたつで結果が違う初期値は{differing}個です。",
    ),
    "lesson.sign.why": (
        "Why? At the bottom the gradient is all but zero, uphill as downhill. Along a direction of curvature "
        "$\\lambda$ a step down multiplies the distance from the bottom by $1 - \\eta\\lambda$, and a step up by $1 "
        "+ \\eta\\lambda$. After $n$ steps down and $n$ steps up the distance is multiplied by",
        "なぜでしょうか。底では勾配がほとんど$0$で、上りも下りも同じことだからです。曲率$\\lambda$の方向では、一歩下"
        "ると底からの距離が$1 - \\eta\\lambda$倍に、一歩上ると$1 + \\eta\\lambda$倍になります。$n$歩下って$n$歩上る"
        "と、距離は次の数を掛けたものになります。",
    ),
    "lesson.sign.proof": ("Proof, and what a longer climb does", "証明と、もっと長く登った場合"),
    "lesson.sign.proof_step": (
        "Near a minimum the loss is a quadratic. In the eigenvectors of its Hessian each coordinate $c$ goes by "
        "itself, with its eigenvalue $\\lambda > 0$: a step down or a step up is",
        "極小点の近くでは、損失は2次関数とみなせます。ヘッセ行列の固有ベクトルで表すと、座標$c$は固有値"
        "$\\lambda > 0$に従って別々に動きます。下りの一歩と上りの一歩は、次のとおりです。",
    ),
    "lesson.sign.proof_back": (
        "The product of the two factors is $1 - \\eta^2\\lambda^2$, which lies between $0$ and $1$ as long as "
        "$\\eta < 1/\\lambda$. So a climb as long as the descent does not even lead back to where the descent "
        "began, still less over a ridge. A longer climb grows along the direction of the largest curvature, the "
        "steepest wall, which is seldom where the pass is.",
        "ふたつの数の積は$1 - \\eta^2\\lambda^2$で、$\\eta < 1/\\lambda$なら$0$と$1$の間にあります。ですから、下りと"
        "同じ歩数だけ登っても、下り始めた場所にさえ戻れません。まして尾根は越えられません。もっと長く登ると、曲率が"
        "最大の方向、つまりいちばん急な壁に向かって広がります。そこに峠があることは、めったにありません。",
    ),
    "lesson.sign.longer": (
        "Perhaps the climb was too short? Let the turned gradient descent climb longer, say ten times.",
        "登る時間が短すぎたのでしょうか。反転する勾配降下法に、たとえば十倍長く登らせてみましょう。",
    ),
    "lesson.sign.longer_done": (
        "Compare the numbers again: they have not improved. What is missing is not patience.",
        "もう一度、数を比べてください。よくなっていません。足りないのは、辛抱ではないのです。",
    ),
    "lesson.sign.adam": (
        "With Adam it is another matter: {adam} % of the starts get there. But look at what does it. Right after "
        "its moments are reset, Adam divides the gradient by its own size, so that the first step is a whole "
        "learning rate long, however small the gradient is:",
        "Adamでは話が違い、{adam}％の初期値から着きます。ただし、何が効いているのかに注意しましょう。モーメントを捨"
        "てた直後のAdamは、勾配をそれ自身の大きさで割ります。ですから最初の一歩は、勾配がどれほど小さくても、学習率"
        "いっぱいの長さになります。",
    ),
    "lesson.sign.kept": (
        "Test that explanation: let Adam keep its moments at the turn (reset = $0$).",
        "この説明を試してみましょう。反転するときに、Adamのモーメントを捨てないようにします（reset = $0$）。",
    ),
    "lesson.sign.kept_done": (
        "It succeeds from {kept} % of the starts instead of {adam} %. An explanation is worth something when it "
        "could have failed such a test.",
        "成功する初期値は{adam}％から{kept}％に減りました。こうした試験で否定されるおそれのある説明だからこそ、確か"
        "める値打ちがあります。",
    ),
    "lesson.sign.again": (
        "Does turning help, then? Look at the fourth method. Starting again elsewhere, the simplest of all, "
        "succeeds from {again} % of the starts, with the same number of gradients. Against gradient descent alone, "
        "nearly any way out looks good.",
        "では、符号の反転は効くのでしょうか。四番目の手法を見てください。別の場所からやり直すという、いちばん単純な"
        "方法が、同じ回数の勾配で{again}％の初期値から成功しています。ただの勾配降下法と比べるだけなら、たいていの抜"
        "け出し方は良く見えるのです。",
    ),
    "lesson.sign.fair": (
        "To know whether a method helps takes a fair race: the same starts for all; the same number of gradients; "
        "every method tuned with equal care, on other seeds than those that count; failures counted and not left "
        "out; the simplest rival among the runners; and an interval beside every difference. The command kudari "
        "compare does all of that.",
        "ある手法が効くかどうかを知るには、公平な競走が必要です。初期値をそろえる。勾配の回数をそろえる。どの手法"
        "も、本番とは別のシードで、同じ手間をかけて調整する。失敗を除かずに数える。いちばん単純な手法も一緒に走らせ"
        "る。そして、差には必ず区間を添える。コマンドkudari compareは、これをすべて行います。",
    ),
    "lesson.sign.remember": (
        "Turning the sign does nothing for gradient descent; what helps is a step that does not vanish with the "
        "gradient, and starting again helps about as much. An idea is tested against the simplest thing that could "
        "do the same. This was the last lesson; the page is yours.",
        "勾配降下法の符号を反転させるだけでは、結果は変わりません。効くのは、勾配が消えても消えない一歩であり、やり直しも同じ"
        "くらい効きます。アイデアは、同じことができるいちばん単純な方法と比べて試しましょう。これで最後の課です。こ"
        "こからは、自由に試してください。",
    ),
}
