"""One line for each study, problem, measure and estimator."""

SENTENCES: dict[str, tuple[str, str]] = {
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
    "studies.minibatch": (
        "digits: one mini-batch for ever against a fresh one each step, and what the smooth curve hides",
        "手書き数字で、同じミニバッチを使い続ける場合と毎回取り替える場合を比べ、なめらかな曲線が隠すものを見ます",
    ),
    "problems.formula": (
        "a function of one to eight variables, typed as text",
        "1変数から8変数までの、式で書いた関数",
    ),
    "problems.surface": (
        "a named test function: rosenbrock, himmelblau, rastrigin, …",
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
    "measures.parameters": (
        "every parameter, where there are at most eight",
        "すべてのパラメータ（8個以下のとき）",
    ),
    "measures.gradient": (
        "every partial derivative, where there are at most eight",
        "すべての偏微分（8個以下のとき）",
    ),
}
