"""Sentences: the pictures of a race."""

SENTENCES: dict[str, tuple[str, str]] = {
    "race_chart.unfair": ("{title} (with the mistake {mistake})", "{title}（誤り「{mistake}」入り）"),
    "race_chart.above": ("{name}, above its minimum", "{name}（最小値との差）"),
    "race_chart.together": ("together", "全体"),
    "race_chart.default": ("default setting", "既定の設定"),
    "race_chart.chosen": ("chosen by tuning", "調整で選ばれた設定"),
    "race_chart.lost": ("failed", "失敗"),
    "race_chart.reached": ("share of runs at the target", "目標に達した割合"),
    "race_chart.title.race": ("the race", "競走の経過"),
    "race_chart.title.answers": ("better than {baseline}?", "{baseline}より優れているか"),
    "race_chart.title.iqm": ("interquartile means", "四分位範囲の平均（IQM）"),
    "race_chart.title.sensitivity": ("sensitivity to the learning rate", "学習率への敏感さ"),
    "race_chart.title.times": ("how soon the target is reached", "目標に達するまでの早さ"),
    "race_chart.title.profile": ("performance profiles", "性能プロファイル"),
    "race_chart.title.success": ("how often the target is reached", "目標に達した割合"),
    "race_chart.axis.ratio": (
        "← better      {name}, as a ratio to that of {baseline}      worse →",
        "← 優れている　　{name}：{baseline}に対する比　　劣っている →",
    ),
    "race_chart.axis.lower": (
        "← better      {name}, minus that of {baseline}, in points      worse →",
        "← 優れている　　{name}：{baseline}との差（ポイント）　　劣っている →",
    ),
    "race_chart.axis.higher": (
        "← worse      {name}, minus that of {baseline}, in points      better →",
        "← 劣っている　　{name}：{baseline}との差（ポイント）　　優れている →",
    ),
    "race_chart.short.ratio": (
        "← better    ratio to {baseline}    worse →",
        "← 優　　{baseline}に対する比　　劣 →",
    ),
    "race_chart.short.lower": (
        "← better    points from {baseline}    worse →",
        "← 優　　{baseline}との差（ポイント）　　劣 →",
    ),
    "race_chart.short.higher": (
        "← worse    points from {baseline}    better →",
        "← 劣　　{baseline}との差（ポイント）　　優 →",
    ),
    "race_chart.axis.factor": (
        "time to the target, as a multiple of the fastest method's",
        "目標までの時間（最も速い手法の何倍か）",
    ),
    "race_chart.axis.instances": ("share of starts solved", "解けた開始点の割合"),
    "race_chart.axis.success": ("runs at the target", "目標に達した実行"),
    "race_chart.race.one": ("One run of each method.", "どの手法も1回だけの実行です。"),
    "race_chart.race.median": (
        "Median of {seeds} seeds, failed runs counting as infinitely bad.",
        "線はシード{seeds}個の中央値です。失敗した実行は限りなく悪いものとして数えます。",
    ),
    "race_chart.race.band": (
        "Line: median of {seeds} seeds; band: 10–90 %; failed runs count as infinitely bad.",
        "線はシード{seeds}個の中央値、帯は10～90％の範囲です。失敗した実行は限りなく悪いものとして数えます。",
    ),
    "race_chart.race.defaults": (
        "Thin dashes in a method's colour: its default settings.",
        "同じ色の細い破線は、既定の設定のままの同じ手法です。",
    ),
    "race_chart.race.guides": (
        "Black dashes: the target (level) and the budget (upright).",
        "黒い破線は目標（横）と予算（縦）です。",
    ),
    "race_chart.race.own": (
        "Black dashes: the median of the seeds' targets (level) and the budget (upright).",
        "黒い破線は、シードごとに決まる目標の中央値（横）と予算（縦）です。",
    ),
    "race_chart.race.best": (
        "Every curve is the best so far, which is what runs hand over here.",
        "ここでは出会った最良の値で比べるので、どの曲線もそこまでの最良の値です。",
    ),
    "race_chart.race.lost": (
        "A cross: from here on more than half of the runs had failed.",
        "×印は、そこから先では実行の半数以上が失敗していることを表します。",
    ),
    "race_chart.answers.ratio": (
        "Square and line: the ratio with its 95 % interval; to the left of 1 the method is better than {baseline}. "
        "Within the grey band a difference is too small to matter.",
        "四角と線は比とその95％区間です。1より左なら{baseline}より優れています。灰色の帯の中の差は、意味がないほど小さい差です。",
    ),
    "race_chart.answers.points": (
        "Square and line: the difference to {baseline} with its 95 % interval, in points (hundredths). Within the "
        "grey band a difference is too small to matter.",
        "四角と線は{baseline}との差とその95％区間（単位はポイント＝100分の1）です。灰色の帯の中の差は、意味がないほど小さい差です。",
    ),
    "race_chart.answers.open": (
        "An arrow: the interval has no end on this side.",
        "矢印は、区間がその側に限りなく続くことを表します。",
    ),
    "race_chart.iqm.mean": (
        "Mean over {seeds} seeds without the best and the worst quarter, with its 95 % interval.",
        "シード{seeds}個のうち、良いほうと悪いほうの4分の1ずつを除いた平均と、その95％区間です。",
    ),
    "race_chart.iqm.means": (
        "Mean over the runs of all problems together ({seeds} seeds each) without the best and the worst quarter, "
        "with its 95 % interval.",
        "すべての問題の実行（シード各{seeds}個）を合わせ、良いほうと悪いほうの4分の1ずつを除いた平均と、その95％区間です。",
    ),
    "race_chart.iqm.logs": (
        "Logarithms are averaged.",
        "平均は対数でとっています。",
    ),
    "race_chart.iqm.defaults": (
        "Rings: default settings.",
        "白丸は既定の設定です。",
    ),
    "race_chart.iqm.failed": (
        "A cross at the edge: so many runs failed that the mean is infinitely bad.",
        "端の×印は、失敗した実行が多く、平均が限りなく悪いことを表します。",
    ),
    "race_chart.sensitivity.trials": (
        "Every dot is a trial: the median of {seeds} tuning seeds, with the range from 10 % to 90 % of them. Below: "
        "the share of its runs that failed.",
        "点はそれぞれ1回の試行で、調整用のシード{seeds}個の中央値と、10～90％の範囲を示します。下は、失敗した実行の割合です。",
    ),
    "race_chart.sensitivity.failed": (
        "A cross: half of the runs, or more, failed.",
        "×印は、半数以上の実行が失敗した試行です。",
    ),
    "race_chart.sensitivity.beyond": (
        "Dots at the upper edge lie beyond it.",
        "上の端にある点は、実際にはさらに上にあります。",
    ),
    "race_chart.sensitivity.others": (
        "Where bars stand for the band, other settings were tuned at the same time and differ from dot to dot.",
        "帯ではなく縦線になっている手法では、ほかの設定も同時に調整しているため、点ごとに設定が異なります。",
    ),
    "race_chart.times.times": (
        "Runs that never reach the target keep a curve below 100 %.",
        "目標に達しない実行があると、曲線は100％まで上がりません。",
    ),
    "race_chart.times.defaults": (
        "Thin dashes in a method's colour: its default settings.",
        "同じ色の細い破線は、既定の設定のままの同じ手法です。",
    ),
    "race_chart.profile.one": (
        "The share of {count} starts from which a method reaches the target within this multiple of the fastest "
        "method's time. Left edge: how often it is the fastest; right edge: how often it gets there at all.",
        "各手法が、その開始点で最も速い手法の何倍以内の時間で目標に達したかを、開始点{count}個のうちの割合で示します。"
        "左端は最も速かった割合、右端は目標に達した割合です。",
    ),
    "race_chart.profile.many": (
        "The share of {count} starts ({seeds} on each of {problems} problems) from which a method reaches the target "
        "within this multiple of the fastest method's time. Left edge: how often it is the fastest; right edge: how "
        "often it gets there at all.",
        "各手法が、その開始点で最も速い手法の何倍以内の時間で目標に達したかを、"
        "開始点{count}個（問題{problems}個、それぞれシード{seeds}個）のうちの割合で示します。"
        "左端は最も速かった割合、右端は目標に達した割合です。",
    ),
    "race_chart.success.success": (
        "The share of runs that reached the target within the budget, for each problem and method.",
        "予算内に目標に達した実行の割合を、問題と手法ごとに示します。",
    ),
    "race_chart.success.defaults": (
        "Rings: default settings.",
        "白丸は既定の設定です。",
    ),
}
