"""One line for each study, problem, measure and estimator."""

SENTENCES: dict[str, tuple[str, str]] = {
    "suites.surfaces": (
        "twelve surfaces: valleys, plains, several minima, very many",
        "曲面12個：谷、平原、いくつもの極小、無数の極小",
    ),
    "suites.fits": (
        "a network learns x, x², x³ − 2.5x² and a sine",
        "ネットワークがx、x²、x³ − 2.5x²、正弦波を学びます",
    ),
    "suites.classify": (
        "a network tells irises, moons, spirals and digits apart",
        "ネットワークがアヤメ、三日月、渦巻、数字を見分けます",
    ),
    "suites.all": ("all of these", "以上のすべて"),
    "studies.parabola": (
        "(x−1)² from 32 starts: one arrow for each step",
        "(x−1)²を32個の初期値から下ります。1ステップごとに矢印で見ます",
    ),
    "studies.weight": (
        "one weight, one example: the gradient by hand, by backprop and by differences",
        "重み1個、データ1個。手計算、逆伝播、差分の勾配を見比べます",
    ),
    "studies.fit-line": (
        "ten neurons learn y = x; forward differences beside backprop",
        "10個のニューロンでy = xを学びます。前進差分と逆伝播を並べます",
    ),
    "studies.fit-square": (
        "ten neurons learn y = x² on [0, 3]; forward differences beside backprop",
        "10個のニューロンで[0, 3]のy = x²を学びます。前進差分と逆伝播を並べます",
    ),
    "studies.fit-cubic": (
        "ten neurons learn y = x³ − 2.5x² on [0, 3]; forward differences beside backprop",
        "10個のニューロンで[0, 3]のy = x³ − 2.5x²を学びます。前進差分と逆伝播を並べます",
    ),
    "studies.fit-sine": (
        "two hidden layers learn a whole wave of the sine; gd beside adam",
        "隠れ層2層で正弦波の1周期を学びます。gdとadamを並べます",
    ),
    "studies.neurons": (
        "the same function with 2, 5, 10, 20 and 50 neurons",
        "同じ関数を、ニューロン2、5、10、20、50個で学びます",
    ),
    "studies.layers": (
        "the same function with one to four hidden layers",
        "同じ関数を、隠れ層1層から4層で学びます",
    ),
    "studies.reversal": (
        "a 10×10 matrix: does it help to turn the gradient's sign for a while?",
        "10×10の行列で、勾配の符号をしばらく反転させると効くのかを調べます",
    ),
    "studies.climb-outs": (
        "six minima, two of them best: which ways out of the others work, beside simply starting again?",
        "6個の極小点のうち最良は2個。ほかの極小点から抜け出す方法を、初期値を変えてやり直すだけの方法と比べます",
    ),
    "studies.minibatch": (
        "digits: one mini-batch for ever against a fresh one each step, and what the smooth curve hides",
        "手書き数字で、同じミニバッチを使い続ける場合と毎回取り替える場合を比べ、なめらかな曲線が隠すものを見ます",
    ),
    "problems.formula": (
        "a function of one to eight variables, typed as text",
        "1変数から8変数までの、式で書いた関数",
    ),
    "problems.surface": (
        "a named test function, such as rosenbrock, himmelblau or rastrigin",
        "名前の付いたテスト関数（rosenbrock、himmelblau、rastriginなど）",
    ),
    "problems.quadratic": (
        "a quadratic bowl of given condition number and dimension",
        "条件数と次元を指定した2次関数",
    ),
    "problems.matrix": ("B minimises ½‖A·B − C‖²", "½‖A·B − C‖²を最小にするBを求めます"),
    "problems.weight": (
        "y = w·x with one weight and one example: the smallest model there is",
        "重み1個、データ1個のy = w·x。いちばん小さなモデルです",
    ),
    "problems.fit": (
        "a network learns y = f(x) from inputs drawn at random",
        "ランダムに引いた入力から、ネットワークがy = f(x)を学びます",
    ),
    "problems.classify": (
        "a network tells classes apart: digits, iris, moons, circles, spirals, mnist, fashion-mnist, a CSV file",
        "ネットワークで分類します（digits、iris、moons、circles、spirals、mnist、fashion-mnist、CSVファイル）",
    ),
    "measures.loss": ("the loss on the step's mini-batch", "そのステップのミニバッチでの損失"),
    "measures.gradient_norm": ("the Euclidean norm of the gradient", "勾配のユークリッドノルム"),
    "measures.update_norm": (
        "the Euclidean norm of what the method adds to the parameters",
        "手法がパラメータに加える更新量のユークリッドノルム",
    ),
    "measures.distance": (
        "how far the parameters are from where the run began",
        "初期値からのパラメータの距離",
    ),
    "measures.update_cosine": (
        "the cosine between an update and the one before: near 1 in a straight line, near −1 in a zigzag",
        "ひとつ前の更新との余弦（まっすぐ進むと1、往復すると−1に近づきます）",
    ),
    "measures.predicted_decrease": (
        "by how much the gradient says that the update lowers the loss",
        "勾配から見込まれる、更新による損失の減り",
    ),
    "measures.evaluations": (
        "the gradients taken so far, where the method's steps cost more or less than one",
        "そこまでに計算した勾配の回数（手法によって1ステップの費用が違うときに使います）",
    ),
    "measures.sharpness": (
        "the largest eigenvalue of the Hessian of the batch's loss, by Lanczos",
        "ミニバッチの損失のヘッセ行列の最大固有値（ランチョス法）",
    ),
    "measures.lowest_curvature": (
        "the smallest eigenvalue of that Hessian; below zero at a saddle",
        "同じヘッセ行列の最小固有値（鞍点では負になります）",
    ),
    "measures.full_sharpness": (
        "the largest eigenvalue of the Hessian of the loss on all training examples",
        "全訓練データの損失のヘッセ行列の最大固有値",
    ),
    "measures.full_lowest_curvature": (
        "the smallest eigenvalue of that Hessian",
        "全訓練データの損失のヘッセ行列の最小固有値",
    ),
    "measures.preconditioned_sharpness": (
        "the sharpness as an adaptive method sees it, each coordinate in its own scale",
        "適応的な手法が座標ごとに尺度を変えて見たときの最大固有値",
    ),
    "measures.gradient_noise": (
        "the variance of one example's gradient, over all parameters",
        "例ごとの勾配の分散（全パラメータの合計）",
    ),
    "measures.signal_to_noise": (
        "the squared gradient over the variance of a mini-batch's gradient",
        "勾配の2乗と、ミニバッチ勾配の分散との比",
    ),
    "measures.noise_scale": (
        "the batch size at which the gradient's noise equals its signal",
        "勾配の雑音と信号がつり合うバッチの大きさ",
    ),
    "measures.decrease_ratio": (
        "what an update takes off the loss over what the gradient promised",
        "勾配から見込まれた損失の減りに対する、実際の減りの比",
    ),
    "measures.gradient_error": (
        "how far the gradient is from differences of the loss, beyond their rounding",
        "損失の差分と比べた勾配の相対誤差（丸め誤差を除く）",
    ),
    "measures.layer_gradient_norm": ("the gradient norm of each layer", "層ごとの勾配のノルム"),
    "measures.dead_units": (
        "the share of a layer's ReLUs that are zero for every example",
        "どの例に対しても0しか出さないReLUユニットの割合",
    ),
    "measures.saturated_units": (
        "the share of a layer's units whose derivative all but vanishes",
        "導関数がほとんど0になったユニットの割合",
    ),
    "measures.input_scale": (
        "the largest mean or deviation among a network's inputs",
        "ネットワークへの入力の平均や標準偏差のうち最大のもの",
    ),
    "measures.symmetric_units": (
        "the share of a layer's units that equal another one of it",
        "同じ層のほかのユニットとまったく同じ重みを持つユニットの割合",
    ),
    "measures.parameters": (
        "every parameter, where there are at most eight",
        "すべてのパラメータ（8個以下のとき）",
    ),
    "measures.gradient": (
        "every partial derivative, where there are at most eight",
        "すべての偏微分（8個以下のとき）",
    ),
    "gradients.backprop": (
        "reverse-mode derivatives by JAX: one gradient evaluation",
        "JAXによる逆伝播。勾配の計算1回で済みます",
    ),
    "gradients.forward": (
        "forward differences: P + 1 losses for P parameters, error proportional to h",
        "前進差分。パラメータP個に損失をP + 1回計算します。誤差は幅hに比例します",
    ),
    "gradients.central": (
        "central differences: 2P losses, error proportional to h²",
        "中心差分。損失を2P回計算します。誤差はh²に比例します",
    ),
    "gradients.complex-step": (
        "complex-step differences: P losses at complex parameters, exact to rounding where the loss is analytic",
        "複素ステップ法。複素数のパラメータで損失をP回計算します。損失が解析的なら丸め誤差まで正確です",
    ),
    "gradients.given": (
        "the gradient written by hand that a problem of one's own brings (Problem.gradient): one gradient evaluation",
        "Pythonで作った問題に添えた、手書きの勾配（Problem.gradient）。勾配の計算1回で済みます",
    ),
    "data_sets.digits": (
        "1,797 handwritten digits of 8×8 pixels, bundled with scikit-learn",
        "8×8画素の手書き数字1,797枚（scikit-learnに付属）",
    ),
    "data_sets.iris": (
        "150 irises of three species, four lengths each, bundled with scikit-learn",
        "3種のアヤメ150株の、4か所の長さ（scikit-learnに付属）",
    ),
    "data_sets.moons": ("two interleaved half circles", "互いにかみ合うふたつの半円"),
    "data_sets.circles": ("a circle within a circle", "円とその内側の円"),
    "data_sets.spirals": ("spiral arms wound around each other", "互いに巻きついた渦巻き"),
    "data_sets.mnist": (
        "70,000 handwritten digits of 28×28 pixels (four IDX files)",
        "28×28画素の手書き数字70,000枚（IDXファイル4個）",
    ),
    "data_sets.fashion-mnist": (
        "70,000 pictures of clothes of 28×28 pixels (four IDX files)",
        "28×28画素の衣類の画像70,000枚（IDXファイル4個）",
    ),
    "surfaces.sphere": ("a round bowl", "丸いお椀"),
    "surfaces.booth": ("a tilted bowl of two variables", "傾いた2変数のお椀"),
    "surfaces.matyas": ("a flat, stretched bowl", "平たく伸びたお椀"),
    "surfaces.zakharov": ("a bowl with a steep side", "片側が急なお椀"),
    "surfaces.rosenbrock": (
        "a long bent valley, easy to find and slow to follow",
        "曲がった長い谷。見つけるのは簡単で、たどるのに時間がかかります",
    ),
    "surfaces.beale": ("flat plains with steep corners", "平原と、切り立った角"),
    "surfaces.freudenstein-roth": (
        "a global and a local minimum at the ends of a valley",
        "谷の両端に大域最小と局所最小があります",
    ),
    "surfaces.brown-badly-scaled": (
        "two variables whose scales differ a trillionfold",
        "ふたつの変数の尺度が1兆倍も違います",
    ),
    "surfaces.powell-singular": ("a minimum whose Hessian is singular", "最小点でヘッセ行列が特異になります"),
    "surfaces.wood": ("two linked valleys in four variables", "4変数の、つながったふたつの谷"),
    "surfaces.himmelblau": ("four equal minima", "同じ深さの最小点が4個あります"),
    "surfaces.three-hump-camel": ("one global and two local minima", "大域最小1個と局所最小2個"),
    "surfaces.six-hump-camel": ("six minima, two of them global", "極小点が6個、うち2個が大域最小です"),
    "surfaces.goldstein-price": ("a steep surface with four minima", "極小点が4個ある急な曲面"),
    "surfaces.branin": ("three equal minima in the box", "箱の中に同じ深さの最小点が3個あります"),
    "surfaces.styblinski-tang": ("one global minimum among 2ⁿ", "2ⁿ個の極小点のうち、ひとつが大域最小です"),
    "surfaces.double-well": (
        "two equal wells and a pass between them",
        "同じ深さのふたつのくぼみと、その間の峠",
    ),
    "surfaces.rastrigin": ("a bowl full of regular dents", "規則正しいくぼみだらけのお椀"),
    "surfaces.ackley": ("a pitted plain around one deep hole", "でこぼこの平原の真ん中に深い穴があります"),
    "surfaces.griewank": ("fine ripples on a wide bowl", "広いお椀の上の細かなさざ波"),
    "surfaces.levy": ("waves that grow steep towards the rim", "縁に向かって急になる波"),
    "surfaces.easom": ("one narrow hole in a plain", "平原に開いた、ひとつの狭い穴"),
    "surfaces.mccormick": (
        "a sine on a sloping valley, without a lowest point",
        "傾いた谷に正弦波が乗っています。最小点はありません",
    ),
    "surfaces.saddle": ("a saddle: down without end on two sides", "鞍点。両側へ限りなく下ります"),
    "surfaces.monkey-saddle": ("a saddle with three ways down", "下り道が3本ある鞍点"),
}
