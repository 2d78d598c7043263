"""Sentences about studies: their fields, files and folders."""

SENTENCES: dict[str, tuple[str, str]] = {
    "type.int": ("a whole number", "整数"),
    "type.float": ("a number", "数"),
    "type.text": ("text", "文字列"),
    "type.bool": ("true or false", "trueまたはfalse"),
    "type.list": ("a list, each entry {of}", "{of}の並び"),
    "type.one_of": ("one of: {exists}", "次のいずれか：{exists}"),
    "unknown.problem": (
        "There is no problem called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という問題はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.measure": (
        "There is no measure called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という測定量はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.field": (
        "A study has no field {came!r}; did you mean {near!r}? There are: {exists}.",
        "スタディに{came!r}という項目はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.setting": (
        "This problem has no setting {came!r}; did you mean {near!r}? There are: {exists}.",
        "この問題に{came!r}という設定はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.stop": (
        "A stopping rule has no {came!r}; did you mean {near!r}? There are: {exists}.",
        "停止条件に{came!r}はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.initial": (
        "There is no way to start weights called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という重みの初期化はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.order": (
        "There is no data order called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}というデータの順序はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.precision": (
        "There is no precision called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という精度はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.study": (
        "There is no study or problem called {came!r}; did you mean {near!r}? Studies: {studies}. "
        "Problems: {problems}. A formula such as '(x-1)**2' or the path of a .toml file will do as well.",
        "{came!r}というスタディも問題もありません。{near!r}のことでしょうか。スタディは{studies}、"
        "問題は{problems}です。'(x-1)**2'のような式や、.tomlファイルの場所を書くこともできます。",
    ),
    "unknown.list": (
        "Nothing called {came!r} can be listed; did you mean {near!r}? There are: {exists}.",
        "{came!r}という一覧はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "study.count": (
        "{field} is {came}; it must be a whole number from 1 to {most}.",
        "{field}が{came}になっています。1以上{most}以下の整数にしてください。",
    ),
    "study.every": (
        "{field} is {came}; it must be a multiple of record_every, which is {record_every}.",
        "{field}が{came}になっています。record_every（{record_every}）の倍数にしてください。",
    ),
    "unknown.change": (
        "A change has no {came!r}; did you mean {near!r}? There are: {exists}.",
        "変更の表に{came!r}という項目はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.change_method": (
        "A change is of the method {came!r}, which is not in this study; did you mean {near!r}? There are: {exists}.",
        "変更に書かれた手法{came!r}は、このスタディにありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "unknown.change_name": (
        "A change is of {came!r}, which no method of this study takes; did you mean {near!r}? There are: {exists}.",
        "このスタディには、変更に書かれた{came!r}をハイパーパラメータにもつ手法がありません。{near!r}のことでしょうか。"
        "使えるのは{exists}です。",
    ),
    "study.change_without": (
        "A change lacks {missing}; it needs a step, the name of a hyperparameter, and its value.",
        "変更に{missing}がありません。ステップ（step）、ハイパーパラメータの名前（name）、値（value）を書いてください。",
    ),
    "study.change_step": (
        "A change is at step {came}; it must be at a multiple of record_every, which is {record_every}, after step 0 "
        "and before the last step, {steps}.",
        "変更のステップが{came}になっています。0より大きく最後のステップ{steps}より小さい、"
        "record_every（{record_every}）の倍数にしてください。",
    ),
    "study.change_order": (
        "A change at step {came} stands behind one at step {before}; write them in the order of their steps.",
        "ステップ{came}の変更が、ステップ{before}の変更のあとに書かれています。ステップの小さい順に並べてください。",
    ),
    "study.change_settled": (
        "{name} cannot change while a study runs: it is used up at the beginning. Start a study with the other value.",
        "{name}は実行の初めに使われる値なので、途中では変えられません。新しい値で別のスタディを始めてください。",
    ),
    "study.change_now": (
        "A change is at step {came}, but the study stands before step {now}; what changes while it runs begins there.",
        "変更のステップが{came}になっています。実行中の変更は、いま進む直前のステップ{now}からにしてください。",
    ),
    "study.difference_step": (
        "difference_step is {came}; the step h of a difference must be a number above 0 and below 1e6.",
        "difference_stepが{came}になっています。差分の幅hは、0より大きく1e6より小さい数にしてください。",
    ),
    "study.stop_gradient_norm": (
        "stop.gradient_norm is {came}; it must be a finite number, at least 0.",
        "stop.gradient_normが{came}になっています。0以上の有限の数にしてください。",
    ),
    "study.stop_loss": (
        "stop.loss is {came}; it must be a finite number.",
        "stop.lossが{came}になっています。有限の数にしてください。",
    ),
    "study.name": (
        "The study is named {came!r}; a name is made of letters, digits, spaces and - _ . and begins with a letter "
        "or digit, since the folder of its results is called after it.",
        "スタディの名前が{came!r}になっています。結果のフォルダの名前にも使うので、文字か数字で始め、"
        "文字、数字、空白、- _ . だけで書いてください。",
    ),
    "study.values": (
        "{name} of {method} has the values {came}; give at least one, and none twice.",
        "{method}の{name}の値が{came}になっています。少なくともひとつ、重複なく書いてください。",
    ),
    "study.no_methods": (
        "The study names no method; give at least one, such as gd. `kudari list methods` shows them all.",
        "手法がひとつも指定されていません。gdなど、少なくともひとつ指定してください。"
        "`kudari list methods`で一覧が見られます。",
    ),
    "study.method_without_name": (
        'A method in the study has no name; write name = "gd", for example.',
        '名前のない手法があります。name = "gd" のように書いてください。',
    ),
    "study.no_problem": (
        "The study names no problem; there are: {exists}.",
        "問題が指定されていません。使えるのは{exists}です。",
    ),
    "study.same_label": (
        "Two methods of the study are both called {label!r}; give each a label of its own.",
        "{label!r}という名前の手法がふたつあります。labelで別々の名前を付けてください。",
    ),
    "study.vary": (
        "{came!r} cannot be varied; what can: {exists}.",
        "{came!r}は振ることができません。振れるのは{exists}です。",
    ),
    "study.vary_nothing": (
        "vary.{field} has no values; give at least one.",
        "vary.{field}に値がありません。少なくともひとつ書いてください。",
    ),
    "study.vary_own_problem": (
        "{field} cannot be varied, because the problem was made in Python and has no settings.",
        "問題がPythonで作られていて設定を持たないため、{field}は振れません。",
    ),
    "study.epochs": (
        'The problem {problem!r} has no fixed set of examples, so order = "epochs" means nothing for it; '
        'use "reshuffled" or "fixed".',
        '問題{problem!r}には決まった数のデータがないため、order = "epochs"は使えません。'
        '"reshuffled"か"fixed"にしてください。',
    ),
    "study.method_words": (
        "{came!r} is no method; write NAME, NAME(INNER), NAME+SCHEDULE or NAME(INNER)+SCHEDULE, "
        "for example reversal-every(adam)+cosine.",
        "{came!r}は手法として読めません。手法、手法(内側の手法)、手法+スケジュール、手法(内側の手法)+スケジュール"
        "のどれかの形で、たとえば reversal-every(adam)+cosine のように書いてください。",
    ),
    "study.inner": (
        "{came!r} takes no inner method; those that do: {exists}.",
        "{came!r}は内側の手法をとりません。とれるのは{exists}です。",
    ),
    "study.value": (
        "{field} is {came!r}, but it must be {expected}.",
        "{field}が{came!r}になっています。必要なのは、{expected}です。",
    ),
    "study.table": (
        "{field} is {came!r}, but it must be a table of names and values.",
        "{field}が{came!r}になっています。名前と値の表にしてください。",
    ),
    "study.own": (
        "{came!r} was given from Python, so this file alone cannot repeat the study; run it from Python again.",
        "{came!r}はPythonから渡されたものなので、このファイルだけではスタディを再現できません。"
        "もう一度Pythonから実行してください。",
    ),
    "study.setting": (
        "There is nothing called {came!r} to set: it is neither a field of the study ({exists}), nor "
        "problem.SETTING, nor a hyperparameter of one of its methods ({hyperparameters}).",
        "{came!r}という設定はありません。スタディの項目（{exists}）か、problem.設定名か、"
        "手法のハイパーパラメータ（{hyperparameters}）を書いてください。",
    ),
    "study.set_without_value": (
        "--set {came!r} has no value; write key=value, for example steps=300.",
        "--set {came!r} に値がありません。steps=300のように、名前=値の形で書いてください。",
    ),
    "study.no_file": ("There is no file {file}.", "{file}というファイルはありません。"),
    "study.not_utf8": (
        "{file} is not UTF-8 text: byte {place} does not belong there. Save it as UTF-8.",
        "{file}はUTF-8のテキストではありません（{place}バイト目）。UTF-8で保存し直してください。",
    ),
    "study.not_toml": (
        "{file} is not a TOML file: {reason}.",
        "{file}はTOMLとして読めません（{reason}）。",
    ),
    "study.unreadable": ("{file} cannot be read: {reason}.", "{file}を読めません（{reason}）。"),
    "study.no_checkpoint": (
        "{folder} holds no checkpoint, so there is nothing to go on from.",
        "{folder}にはチェックポイントがないので、続きから始められません。",
    ),
    "study.damaged_checkpoint": (
        "{file} is damaged and cannot be read; delete it, and `kudari resume` begins the study anew.",
        "{file}が壊れていて読めません。このファイルを消して`kudari resume`を実行すると、最初からやり直します。",
    ),
    "study.other_checkpoint": (
        "{file} does not belong to the trace beside it: the study.toml has been changed since the study began.",
        "{file}は、同じフォルダの記録と一致しません。スタディを始めたあとでstudy.tomlが書き換えられています。",
    ),
    "study.too_much_memory": (
        "The study would need about {needed} GiB of memory, and half of this machine's is {limit} GiB. "
        "Record less often (record_every), take fewer seeds, or add --yes to run it all the same.",
        "このスタディには約{needed} GiBのメモリが必要ですが、この計算機の半分は{limit} GiBです。"
        "記録の間隔（record_every）を広げるか、シードを減らすか、それでも実行するなら--yesを付けてください。",
    ),
    "study.too_much_disk": (
        "The trace would take about {needed} GiB, and half of the free disk is {limit} GiB. "
        "Record less often (record_every), take fewer seeds, or add --yes to run it all the same.",
        "記録には約{needed} GiBが必要ですが、空き容量の半分は{limit} GiBです。"
        "記録の間隔（record_every）を広げるか、シードを減らすか、それでも実行するなら--yesを付けてください。",
    ),
    "store.exists": (
        "{folder} exists already; nothing was written. Give another folder with --out, "
        "or `kudari resume` that one.",
        "{folder}はすでにあります。何も書き込んでいません。--outで別のフォルダを指定するか、"
        "`kudari resume`で続きを実行してください。",
    ),
    "store.not_writable": (
        "{folder} cannot be made: {reason}. Give another folder with --out.",
        "{folder}を作れません（{reason}）。--outで別のフォルダを指定してください。",
    ),
    "store.write_failed": (
        "Writing to {folder} failed: {reason}. What was saved before is whole; "
        "`kudari resume {folder}` goes on from there.",
        "{folder}への書き込みに失敗しました（{reason}）。それまでに保存した分は無事です。"
        "`kudari resume {folder}`で続きから再開できます。",
    ),
    "store.no_folder": ("There is no folder {folder}.", "{folder}というフォルダはありません。"),
    "store.damaged": (
        "The trace in {folder} is damaged and cannot be read ({reason}); run the study again.",
        "{folder}の記録は壊れていて読めません（{reason}）。スタディをもう一度実行してください。",
    ),
    "store.newer": (
        "The trace in {folder} has format {came}, written by a later Kudari; this one reads formats up to {known}.",
        "{folder}の記録は、新しい版のKudariで書かれています（形式{came}）。この版で読めるのは形式{known}までです。",
    ),
    "store.no_trace": (
        "{folder} holds no trace of a study (no trace.zarr in it).",
        "{folder}にはスタディの記録（trace.zarr）がありません。",
    ),
    "problem.width": (
        "{name} is {came}; a matrix must be at least 1 wide and high.",
        "{name}が{came}になっています。行列の大きさは1以上にしてください。",
    ),
    "problem.weight_number": (
        "{name} is {came}; it must be a finite number, and x must not be 0.",
        "{name}が{came}になっています。有限の数にしてください（xは0以外）。",
    ),
    "problem.range": (
        "The range runs from {low} to {high}; it must run from a smaller to a larger finite number.",
        "範囲が{low}から{high}になっています。小さい数から大きい数への、有限の範囲にしてください。",
    ),
    "problem.batch_size": (
        "batch is {came}; a mini-batch must hold at least 1 example.",
        "batchが{came}になっています。ミニバッチには1個以上のデータが必要です。",
    ),
    "problem.batch_beyond": (
        "batch is {came}; it must be from 1 to {examples}, the number of training examples.",
        "batchが{came}になっています。1以上、訓練データの個数{examples}以下にしてください。",
    ),
    "problem.scale": (
        "scale is {came}; the spread of the starting weights must be a number above 0 and below 1e6.",
        "scaleが{came}になっています。重みの初期値の広がりは、0より大きく1e6より小さい数にしてください。",
    ),
    "problem.neurons": (
        "A hidden layer has {came} neurons; each needs at least 1.",
        "ニューロンが{came}個の隠れ層があります。どの層にも1個以上必要です。",
    ),
    "problem.activation": (
        "There is no activation called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という活性化関数はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "problem.activation_count": (
        "There are {came} activations for {layers} hidden layers; give one for all, or one for each.",
        "隠れ層{layers}層に対して活性化関数が{came}個あります。全層共通の1個か、層ごとに1個ずつ書いてください。",
    ),
}
