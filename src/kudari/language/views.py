"""The pictures that move with a run."""

SENTENCES: dict[str, tuple[str, str]] = {
    # Networks.
    "views.run": ("{name}, seed {seed}", "{name}、シード{seed}"),
    "views.input": ("input {number}", "入力{number}"),
    "views.right": (
        "{right} of {all} held-out examples right.",
        "学習に使わなかった{all}例のうち{right}例が正解です。",
    ),
    "views.boundary.title": ("Decision boundary", "決定境界"),
    "views.boundary.caption": (
        "Colour: the class that the network of seed {seed} finds most probable at each place; the paler, the less "
        "certain. Marks: the training points with their true class.",
        "色は、シード{seed}のネットワークが各地点で最も確からしいとするクラスで、薄いほど確信が弱いことを表します。"
        "印は訓練データの点とその正しいクラスです。",
    ),
    "views.samples.caption": (
        "Large: the class that the network predicts, with its probability; below it the true one. Wrong ones have a "
        "frame and a cross.",
        "大きな文字は予測されたクラスで、その確率を添えてあります。下は正しいクラスです。誤りには枠と×印が付きます。",
    ),
    "views.samples.count": (
        "{right} of these {all} images, none of them seen in training, are right.",
        "訓練に使っていないこの{all}枚のうち、{right}枚が正解です。",
    ),
    "views.samples.share": ("{share} %", "{share}％"),
    "views.samples.truth": ("true: {truth}", "正解：{truth}"),
    "views.samples.right": (
        "Right: {truth}, with probability {share} %",
        "正解：{truth}(確率{share}％)",
    ),
    "views.samples.wrong": (
        "Wrong: taken for {predicted} with probability {share} %, is {truth}",
        "誤り：予測は{predicted}(確率{share}％)、正解は{truth}",
    ),
    "views.samples.lost": (
        "No prediction, for the network's outputs are not finite; is {truth}",
        "出力が有限でないため予測がありません。正解は{truth}",
    ),
    "views.first_layer.caption": (
        "The weights from every pixel to each neuron of the first layer, all on the same scale: where a pixel "
        "excites a neuron, and where it holds it back.",
        "各画素から第1層の各ニューロンへの重みを、すべて同じ尺度で示します。"
        "どの画素がニューロンを興奮させ、どの画素が抑えるかが分かります。",
    ),
    "views.first_layer.few": (
        "The first {shown} of {all} neurons.",
        "{all}個のニューロンのうち最初の{shown}個です。",
    ),
    "views.first_layer.scale": ("Weight", "重み"),
    "views.first_layer.words": (
        "Neuron {number}: weights from {low} to {high}",
        "ニューロン{number}：重みは{low}から{high}まで",
    ),
    "views.first_layer.lost": (
        "Neuron {number}: weights that are not finite",
        "ニューロン{number}：有限でない重みがあります",
    ),
    "views.confusion.caption": (
        "Rows: the true class; columns: the predicted one. On the diagonal stands what is right. The stronger a "
        "cell's colour, the larger its share of its row.",
        "行は正しいクラス、列は予測されたクラスで、対角線上が正解です。"
        "マスの色が濃いほど、その行に占める割合が大きいことを表します。",
    ),
    "views.confusion.lost": (
        "{count} examples have no prediction, for the network's outputs are not finite; they are not in the table.",
        "{count}例は、出力が有限でないため予測がなく、表に含まれません。",
    ),
    "views.confusion.truth": ("True", "正解"),
    "views.confusion.predicted": ("Predicted", "予測"),
    "views.confusion.found": ("Right", "正解率"),
    "views.network.input": ("inputs", "入力層"),
    "views.network.hidden": ("hidden layer {number}", "隠れ層{number}"),
    "views.network.output": ("outputs", "出力層"),
    "views.network.size": ("{count} neurons", "{count}個"),
    "views.network.inputs": ("{count} inputs", "{count}個"),
    "views.network.neuron": ("neuron {number}", "ニューロン{number}"),
    "views.network.size_one": ("{count} neuron", "{count}個"),
    "views.network.inputs_one": ("{count} input", "{count}個"),
    "views.network.bias": ("Bias {bias}.", "バイアスは{bias}です。"),
    "views.network.range": ("Output from {low} to {high}.", "出力は{low}から{high}までです。"),
    "views.network.lost": ("The output is not finite.", "出力が有限ではありません。"),
    "views.network.pixels": ("{rows}×{columns} pixels", "{rows}×{columns}画素"),
    "views.network.caption": (
        "Lines are weights: the wider, the larger; their colour is the sign.",
        "線は重みです。太いほど大きく、色は符号を表します。",
    ),
    "views.network.curve": (
        "In every neuron: its output over the range of x; dashed, at the output: the function to be learned.",
        "各ニューロンの中は、xの範囲にわたるその出力です。出力層の破線は、学習すべき関数です。",
    ),
    "views.network.map": (
        "In every neuron: its output over the plane of the two inputs; at the outputs the probability of each class.",
        "各ニューロンの中は、2つの入力の平面にわたるその出力です。出力層では各クラスの確率です。",
    ),
    "views.network.means": (
        "In every neuron: its mean output for each class of the held-out examples; at the outputs the probability.",
        "各ニューロンの中は、学習に使わなかった例のクラスごとの平均出力です。出力層では確率の平均です。",
    ),
    "views.network.image_lines": (
        "In the first hidden layer: the weights from the pixels. A line from the image stands for all of them: the "
        "wider, the larger their Euclidean norm.",
        "最初の隠れ層の中は、画素からの重みです。画像からの線はそれらをまとめたもので、"
        "太いほどユークリッドノルムが大きいことを表します。",
    ),
    "views.histograms.seed": ("Seed {first}.", "シード{first}です。"),
    "views.histograms.seeds": (
        "Over the {count} seeds {first}–{last} together.",
        "シード{first}～{last}の{count}個を合わせて数えています。",
    ),
    "views.histograms.caption": (
        "Left: the weights now, and as an outline those of the start. Right: the magnitudes of the loss's partial "
        "derivatives by them, on a logarithmic axis: a layer far to the left hardly learns.",
        "左は現在の重みで、輪郭線は開始時の重みです。右は損失の重みによる偏微分の大きさで、横軸は対数です。"
        "左に寄っている層はほとんど学習しません。",
    ),
    "views.histograms.batch": (
        "The loss is that of the mini-batch of each run's step.",
        "損失は、各実行のそのステップのミニバッチについてのものです。",
    ),
    "views.histograms.all": ("The loss is that of all data.", "損失は全データについてのものです。"),
    "views.histograms.weight": ("Weight", "重み"),
    "views.histograms.gradient": ("|partial derivative|", "偏微分の絶対値"),
    "views.histograms.now": ("now", "現在"),
    "views.histograms.start": ("at the start", "開始時"),
    "views.histograms.words": (
        "{name}: weights from {low} to {high}, median magnitude of the partial derivatives {median}",
        "{name}：重みは{low}から{high}まで、偏微分の絶対値の中央値は{median}",
    ),
    "views.histograms.lost_words": ("{name}: no weight is finite", "{name}：有限な重みがありません"),
    "views.histograms.median": ("median {median}", "中央値{median}"),
    "views.histograms.zero": ("{share} % exactly 0", "{share}％がちょうど0"),
    "views.histograms.lost": ("{share} % not finite", "{share}％が有限でない"),
    "views.histograms.every": ("all seeds", "すべてのシード"),
    "page.view.boundary": ("Decision boundary", "決定境界"),
    "page.view.samples": ("Samples", "予測の例"),
    "page.view.first-layer": ("First layer", "最初の層の重み"),
    "page.view.confusion": ("Confusion", "混同行列"),
    "page.view.network": ("Network", "ネットワーク"),
    "page.view.histograms": ("Histograms", "ヒストグラム"),
    "page.view.lost": ("not finite", "有限でない"),
    "page.view.at": ("{x}, {y}: {name}, {share} %", "{x}、{y}：{name}({share}％)"),
    "page.view.boundary_keys": (
        "Point at a place, or use the arrow keys, to read the class and its probability.",
        "位置を指すか矢印キーを使うと、クラスとその確率を読み取れます。",
    ),
    "page.view.neuron_keys": (
        "Point at a neuron, or use Tab and the arrow keys, to see it enlarged.",
        "ニューロンを指すか、Tabキーと矢印キーで選ぶと、拡大して見られます。",
    ),
    "page.view.more": ("{count} more", "ほか{count}個"),
    "page.view.weight": ("weight {value}", "重み{value}"),
    "page.view.share": ("{share} %", "{share}％"),
    # Landscapes.
    "views.now": ("now", "現在の位置"),
    "views.caption.curve.one": (
        "Arrows: every recorded step. Circle: start; square: where the run stands.",
        "矢印は記録された1ステップごとの動きです。丸は開始点、四角は現在の位置です。",
    ),
    "views.caption.curve.many": (
        "Arrows: the steps of seed {seed}, from circle to square. Faint: where the {others} other seeds start and "
        "stand.",
        "矢印はシード{seed}の一歩一歩で、丸から四角へ進みます。薄い印は、ほかの{others}シードの開始点と現在の位置です。",
    ),
    "views.caption.paths.one": (
        "Circle: start; square: where the run stands.",
        "丸は開始点、四角は現在の位置です。",
    ),
    "views.caption.paths.many": (
        "Strong: seed {seed}, from circle to square; faint: the {others} other seeds.",
        "濃い線はシード{seed}の道すじで、丸から四角へ進みます。薄い線はほかの{others}シードです。",
    ),
    "views.height.log": ("loss (logarithmic)", "損失（対数）"),
    "views.height.above": ("loss {shift} (logarithmic)", "損失 {shift}（対数）"),
    "page.view.curve": ("Curve", "曲線"),
    "page.view.contour": ("Contour", "等高線"),
    "page.view.surface": ("Surface", "立体図"),
    "page.view.fit": ("Learned function", "学んだ関数"),
    "page.view.slice": ("Slice of the loss", "損失の断面"),
    "page.choice.directions": ("Directions", "断面の方向"),
    "views.slice.by.trajectory": ("along the path (principal directions)", "道すじに沿う方向（主成分）"),
    "views.slice.by.filter": ("random (scaled to the weights)", "ランダムな方向（重みの大きさに合わせる）"),
    "page.view.surface.hint": (
        "Drag it or use the arrow keys to turn it; + and − bring it nearer or farther, a double click or Home turns it "
        "back.",
        "ドラッグまたは矢印キーで回転、＋と－のキーで拡大・縮小、ダブルクリックまたはHomeキーで元の向きに戻ります。",
    ),
    "page.view.surface.flat": (
        "This browser cannot draw in three dimensions (it has no WebGL). Here is the same surface from above.",
        "このブラウザーではWebGLが使えず、立体の図を描けません。代わりに、同じ地形を真上から見た図を示します。",
    ),
    "views.slice.title": ("the loss around the run: a slice", "損失の地形の断面"),
    "views.slice.name": ("{name}, seed {seed}", "{name}、シード{seed}"),
    "views.slice.first": (
        "first principal direction ({share} % of the variance)",
        "第1主成分の方向（分散の{share}％）",
    ),
    "views.slice.second": ("second principal direction ({share} %)", "第2主成分の方向（{share}％）"),
    "views.slice.random.first": ("first random direction", "1番目のランダムな方向"),
    "views.slice.random.second": ("second random direction", "2番目のランダムな方向"),
    "views.slice.computing": ("the loss around it is being computed", "まわりの損失を計算しています"),
    "views.slice.trajectory": (
        "A projection: these two directions hold {share} % of the variance of the path. The loss is exact on the "
        "plane through the run's place at step {step}; the path lies beside it.",
        "これは射影です。この2方向が道すじの分散の{share}％を占めます。損失は、ステップ{step}の位置を通る平面の上での"
        "値です。道すじは必ずしもこの平面上にはありません。",
    ),
    "views.slice.still": (
        "The run has not moved yet, or along one line only: the missing directions are random ones.",
        "実行がまだ動いていないか、1本の直線上しか動いていないため、足りない方向はランダムに選んでいます。",
    ),
    "views.slice.filter": (
        "A random cut through the run's place at step {step}; one unit of a direction is as large as the weights "
        "themselves, neuron by neuron. Of the variance of the path it holds {share} %: the points of the path lie "
        "{distance} from the cut on average, and the start {start} from here.",
        "ステップ{step}の位置を通る、ランダムに選んだ断面です。各方向の1目盛りは、ニューロンごとに重みそのものと同じ"
        "大きさです。この断面が占めるのは道すじの分散の{share}％で、道すじの点は断面から平均{distance}、開始点は現在の位置"
        "から{start}離れています。",
    ),
    "views.slice.cut": (
        "A random cut through the run's place at step {step}; one unit of a direction is as large as the weights "
        "themselves, neuron by neuron.",
        "ステップ{step}の位置を通る、ランダムに選んだ断面です。各方向の1目盛りは、ニューロンごとに重みそのものと同じ"
        "大きさです。",
    ),
    "views.slice.examples": (
        "The loss is taken over {count} examples, always the same.",
        "損失は、いつも同じ{count}例について計算しています。",
    ),
}
