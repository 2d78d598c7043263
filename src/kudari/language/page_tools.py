"""What the page says of its tools, of a race's further settings, and of what was kept and runs still."""

SENTENCES: dict[str, tuple[str, str]] = {
    "page.more": ("More settings", "そのほかの設定"),
    "page.by_itself": ("found by itself", "自動"),
    "page.tool.old": (
        "This answer is for the settings before the last change; press “{start}” for a new one.",
        "これは設定を変える前の結果です。今の設定で調べるには「{start}」を押してください。",
    ),
    "page.tool.field.at": (
        "Where: start, or one number for each parameter",
        "確かめる点（start か、パラメータと同じ個数の数）",
    ),
    "page.tool.field.gradient": (
        "Only these gradients, at least two",
        "比べる勾配（2つ以上。空欄ならすべて）",
    ),
    "page.tool.field.seed": ("Seed of the start and the mini-batch", "初期値とミニバッチのシード"),
    "page.tool.field.low": ("Smallest learning rate", "学習率の下限"),
    "page.tool.field.high": ("Largest learning rate", "学習率の上限"),
    "page.race.progress": ("How far the race is", "レースの進み具合"),
    "page.race.add": ("Add", "追加"),
    "page.race.steps": ("Steps of each run", "1回の実行のステップ数"),
    "page.race.steps_own": ("as the problem says", "問題ごとの値"),
    "page.race.tuning_seeds": ("Seeds of each trial", "1回の試行に使うシード数"),
    "page.race.baseline": ("Held against", "比較の基準にする手法"),
    "page.race.baseline.first": ("the first method", "最初の手法"),
    "page.race.measured": ("Judged by", "優劣を測る量"),
    "page.history.download": ("Download", "ダウンロード"),
    "page.history.cut_off": (
        "This race was cut off before its end. Resume goes on with it: problems that are done stay as they are.",
        "このレースは途中で止まっています。「続きから」を押すと、終わった問題はそのままで残りを走らせます。",
    ),
}
