"""Sentences of the command line."""

SENTENCES: dict[str, tuple[str, str]] = {
    "help.kudari": (
        "Kudari: a laboratory for gradient descent. Name something to minimise and some methods; every method "
        "runs from the same starts, over many seeds at once.",
        "下り（くだり）：勾配降下法の実験室です。最小にしたいものと手法を選ぶと、どの手法も同じ初期値から、"
        "たくさんのシードで一度に走ります。",
    ),
    "help.run": (
        "Run a study: a named one, a problem, a .toml file, or a formula such as '(x-1)**2'.",
        "スタディを実行します。名前、問題、.tomlファイル、'(x-1)**2'のような式のどれでも指定できます。",
    ),
    "help.resume": (
        "Go on with a study that was cut off.",
        "途中で終わったスタディを続きから実行します。",
    ),
    "help.list": (
        "Name the studies, problems, surfaces, methods, schedules, gradients, data sets or measures, one line each.",
        "スタディ、問題、手法などの一覧を表示します。",
    ),
    "help.target": (
        "A named study, a problem, a .toml file, or a formula.",
        "スタディの名前、問題の名前、.tomlファイル、または式。",
    ),
    "help.kind": ("What to list: {exists}.", "一覧にするもの：{exists}。"),
    "help.folder": ("The study's folder.", "スタディのフォルダ。"),
    "help.seeds": ("Runs of each method.", "手法ごとの実行回数。"),
    "help.steps": ("Updates of each run.", "1回の実行での更新回数。"),
    "help.set": (
        "Set any field: steps=300, learning_rate=0.01,0.1, methods=gd,adam, problem.formula='x**4-3*x**3', "
        "adam.b1=0.8, order=fixed. May be given several times.",
        "項目を設定します。例：steps=300、learning_rate=0.01,0.1、methods=gd,adam、"
        "problem.formula='x**4-3*x**3'、adam.b1=0.8、order=fixed。何度でも指定できます。",
    ),
    "help.out": (
        "The folder to make for the results (default: kudari-runs/NAME-TIME).",
        "結果を入れるフォルダ（省略時はkudari-runs/名前-時刻）。",
    ),
    "help.data": (
        "The folder with the files of mnist or fashion-mnist.",
        "mnistやfashion-mnistのファイルがあるフォルダ。",
    ),
    "help.language": ("en or ja (default: the terminal's).", "enまたはja（省略時は端末の言語）。"),
    "help.json": ("Print one JSON object instead of tables.", "表のかわりにJSONをひとつ出力します。"),
    "help.yes": ("Run it even where it is large.", "大きなスタディでも確認なしで実行します。"),
    "help.verbose": ("Say where the time went.", "時間の内訳を表示します。"),
    "command.unknown_option": (
        "There is no option or word {came!r} here; `kudari {command} --help` shows what exists.",
        "{came!r}というオプションや引数はありません。`kudari {command} --help`で一覧が見られます。",
    ),
    "command.unknown_command": (
        "There is no command {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}というコマンドはありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "command.missing": (
        "{name} is missing; `kudari {command} --help` shows how the command is used.",
        "{name}が指定されていません。`kudari {command} --help`で使い方が見られます。",
    ),
    "command.value": (
        "{name} is {came!r}, but it must be {expected}.",
        "{name}が{came!r}になっています。必要なのは、{expected}です。",
    ),
    "command.other": ("{reason}", "コマンドの書き方に誤りがあります（{reason}）"),
    "command.interrupted": (
        "Stopped after {records} of {total} recorded steps; all of it is saved. Go on with:\n  kudari resume {folder}",
        "記録する{total}ステップのうち{records}まで進めて止めました。すべて保存してあります。続けるには：\n"
        "  kudari resume {folder}",
    ),
    "command.stopping": (
        "Ending this stretch, then saving … (press Ctrl-C again to stop at once)",
        "区切りのよいところで保存して終わります…（もう一度Ctrl-Cを押すとすぐに止まります）",
    ),
    "command.stopped_now": (
        "Stopped at once. What was saved before is whole: kudari resume {folder}",
        "すぐに止めました。それまでに保存した分は無事です：kudari resume {folder}",
    ),
    "command.complete": (
        "{folder} is complete: every run has ended, and nothing is left to do.",
        "{folder}はすでに最後まで終わっています。続きはありません。",
    ),
    "command.folder": ("Results: {folder}", "結果：{folder}"),
    "command.times": (
        "Time: start {start:.2f} s, compile {compile:.2f} s, compute {compute:.2f} s, write {write:.2f} s, "
        "summary {total:.2f} s after the process began, pictures {pictures:.2f} s.",
        "時間：起動{start:.2f}秒、コンパイル{compile:.2f}秒、計算{compute:.2f}秒、書き込み{write:.2f}秒、"
        "要約まで{total:.2f}秒、図{pictures:.2f}秒。",
    ),
    "command.note": ("Note: {note}", "補足：{note}"),
    "progress.compile": ("compiling", "コンパイル中"),
    "progress.steps": (
        "{steps} steps × {runs} runs · {rate}/s",
        "{steps}ステップ×{runs}実行・毎秒{rate}",
    ),
    "progress.left": ("{seconds} s left", "残り{seconds}秒"),
    "table.study": ("study", "スタディ"),
    "table.problem": ("problem", "問題"),
    "table.runs_line": (
        "{methods} × {seeds} seeds = {runs} runs of up to {steps} steps, {precision}",
        "{methods}通り×シード{seeds}個＝{runs}実行、最大{steps}ステップ、{precision}",
    ),
    "table.runs_row": ("runs", "実行"),
    "table.size": (
        "about {memory} of memory, {disk} on disk",
        "メモリ約{memory}、ディスク約{disk}",
    ),
    "table.size_row": ("size", "大きさ"),
    "table.varied": ("varied", "振る項目"),
    "table.order": ("data order", "データの順序"),
    "table.stop": ("stops at", "停止条件"),
    "table.optimum": ("optimum", "最小値"),
    "table.method": ("method", "手法"),
    "table.finite": ("finite", "有限"),
    "table.finite_of": ("{finite} of {runs}", "{runs}中{finite}"),
    "table.final_loss": ("final loss", "最後の損失"),
    "table.best_loss": ("best loss", "最良の損失"),
    "table.stopped": ("stopped", "停止"),
    "table.steps_to_stop": ("steps to stop", "停止までの歩数"),
    "table.evaluations": ("gradients taken", "勾配の計算回数"),
    "table.none": ("—", "—"),
    "table.caption": (
        "median over seeds (10 % – 90 %); the final loss over the finite runs alone",
        "シードについての中央値（10%～90%）。最後の損失は、有限に終わった実行だけで数えます",
    ),
    "table.mean_squared_error": ("mean squared error", "平均二乗誤差"),
    "table.grid_loss": ("loss on the grid", "格子上の損失"),
    "table.grid_error": ("largest error", "最大誤差"),
    "table.full_loss": ("loss on all data", "全データの損失"),
    "table.accuracy": ("accuracy", "正解率"),
    "table.held_out_loss": ("held-out loss", "テスト損失"),
    "table.held_out_accuracy": ("held-out accuracy", "テスト正解率"),
}
