"""Sentences: verdicts, and how an explanation is set."""

SENTENCES: dict[str, tuple[str, str]] = {
    "outcome.converged": ("converged", "収束"),
    "outcome.decreasing": ("still decreasing", "まだ減少中"),
    "outcome.stalled": ("stalled", "停滞"),
    "outcome.oscillating": ("oscillating", "振動"),
    "outcome.diverged": ("diverged", "発散"),
    "outcome.unbounded": ("unbounded", "下に非有界"),
    "outcome.undecided": ("undecided", "判定不能"),
    "verdict.converged": ("Converged from step {since} on.", "ステップ{since}以降、収束しています。"),
    "verdict.decreasing": (
        "Still on its way down: at the measured rate it needs about {needed:,.2g} more steps.",
        "まだ減少中です。測った速さで進むと、あと約{needed:,.2g}ステップかかります。",
    ),
    "verdict.decreasing_slow": (
        "Still on its way down, but so slowly that no end is in sight.",
        "まだ減少中ですが、とても遅く、このままでは事実上終わりません。",
    ),
    "verdict.decreasing_open": (
        "Still on its way down; how many steps it still needs cannot be told.",
        "まだ減少中です。あと何ステップかかるかは、この記録からは分かりません。",
    ),
    "verdict.stalled": (
        "Stalled since step {since}: the loss no longer falls.",
        "ステップ{since}から停滞し、損失が下がらなくなっています。",
    ),
    "verdict.flat": (
        "The loss is the same at every step: flat.",
        "損失がどのステップでも同じ値です（平坦）。",
    ),
    "verdict.stationary_start": (
        "It began at a stationary point that is no minimum, and never left it.",
        "最小点ではない停留点から始まり、そこから動いていません。",
    ),
    "verdict.oscillating": (
        "Oscillating since step {since}: the loss goes up and down and does not fall.",
        "ステップ{since}から振動しています。損失は上下をくり返し、下がっていません。",
    ),
    "verdict.diverged": ("Diverged at step {since}.", "ステップ{since}で発散しました。"),
    "verdict.overflow": (
        "Diverged at step {since}: a gradient is too large for the precision.",
        "ステップ{since}で発散しました。勾配が、この精度で表せる範囲を超えています。",
    ),
    "verdict.unbounded": (
        "Unbounded: the loss falls without end.",
        "損失が限りなく小さくなっていきます（下に非有界）。",
    ),
    "verdict.undecided": (
        "Undecided: the record does not show what this run is doing.",
        "この記録だけでは、どうなったのかを判定できません。",
    ),
    "explain.method": ("{method}: {counts}", "{method}：{counts}"),
    "explain.count": ("{count} {outcome}", "{outcome}{count}回"),
    "explain.counts": ("{runs} runs: {counts}", "{runs}回のうち、{counts}"),
    "explain.median_run": ("Median run (seed {seed}): {verdict}", "中央の実行（シード{seed}）：{verdict}"),
    "explain.other_run": ("Seed {seed} differs: {verdict}", "シード{seed}は結果が違います：{verdict}"),
    "explain.no_finding": (
        "No cause was found: nothing measured is beyond its limit.",
        "原因は見つかりませんでした。測った値は、どれも限界の内側にあります。",
    ),
    "explain.try": ("Try: {advice}", "対処：{advice}"),
    "explain.source": ("Source: {reference}", "出典：{reference}"),
    "explain.tolerances": (
        "Judged with these tolerances: {tolerances}.",
        "判定に使った許容値：{tolerances}。",
    ),
    "help.explain": (
        "Say what happened in a stored study, and why.",
        "保存したスタディで何が起きたか、なぜそうなったかを説明します。",
    ),
    "explain.more": (
        "{count} more settings are explained by: kudari explain {folder}",
        "ほかの{count}通りの説明は、kudari explain {folder} で読めます。",
    ),
}
