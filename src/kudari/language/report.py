"""Sentences: reports."""

SENTENCES: dict[str, tuple[str, str]] = {
    "help.report": (
        "Write a report of studies and races: one HTML file that opens anywhere, without a network.",
        "スタディや競走の報告書を作ります。ネットワークなしでどこでも開ける、ひとつのHTMLファイルです。",
    ),
    "help.report_folders": (
        "The folders of the studies or races.",
        "スタディや競走のフォルダ（いくつでも）。",
    ),
    "help.report_out": (
        "The file to write (default: report.html in the folder, or here where there are several).",
        "書き出すファイル（省略時はフォルダの中のreport.html。フォルダがいくつもあるときは現在の場所）。",
    ),
    "report.written": ("Report: {file} ({size})", "報告書：{file}（{size}）"),
    "report.not_ours": (
        "{file} exists and is no report of Kudari's; nothing was written. Give another file with --out.",
        "{file}はすでにあり、Kudariの報告書ではありません。何も書き込んでいません。--outで別のファイルを指定してください。",
    ),
    "report.not_writable": (
        "{file} cannot be written: {reason}. Give another file with --out.",
        "{file}に書き込めません（{reason}）。--outで別のファイルを指定してください。",
    ),
    "report.nothing": (
        "A report needs the folder of at least one study or race.",
        "報告書には、スタディか競走のフォルダが少なくともひとつ必要です。",
    ),
    "report.no_steps": (
        "The study in {folder} was stopped before its first step was saved, so there is nothing to report.",
        "{folder}のスタディは、最初のステップを保存する前に止まったので、報告できることがありません。",
    ),
    "unknown.language": (
        "There is no language called {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という言語はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "report.kind": ("Kudari · report", "Kudari・報告書"),
    "report.kind_several": ("Kudari · {count} reports in one", "Kudari・{count}件の報告書"),
    "report.title": ("Report", "報告書"),
    "report.skip": ("Skip to the content", "本文へ移動"),
    "report.contents": ("Contents", "目次"),
    "report.no_script": (
        "This browser runs no scripts, so the charts are not drawn; the tables below them hold their numbers.",
        "このブラウザではスクリプトが動かないため、図は描かれません。図の数値は、それぞれの下の表にあります。",
    ),
    "report.footer": (
        "Written by Kudari, a laboratory for gradient descent. This file is whole: it loads nothing from elsewhere.",
        "勾配降下法の実験室Kudari（下り）が書き出しました。このファイルだけで完結していて、ほかから何も読み込みません。",
    ),
    "report.answer": ("What came of it", "結果"),
    "report.charts": ("Charts", "図"),
    "report.asked": ("What was asked", "調べたこと"),
    "report.repeat": ("To repeat it", "もう一度実行するには"),
    "report.again": (
        "Save the file below as study.toml, then run:",
        "次のファイルをstudy.tomlという名前で保存し、このコマンドを実行します。",
    ),
    "report.again_race": (
        "Save the file below as race.toml, then run:",
        "次のファイルをrace.tomlという名前で保存し、このコマンドを実行します。",
    ),
    "report.alone": (
        "the same on each problem alone; Holm's correction is over all of them",
        "問題ごとの答え。ホルムの補正は全体に対して行っています",
    ),
    "report.problems": ("The problems, one by one", "問題ごとの記録"),
    "report.made": ("What computed it", "実行環境"),
    "report.methods": ("Methods", "手法"),
    "report.does": ("what it does", "説明"),
    "report.tolerances": ("How it was judged", "判定の基準"),
    "report.unfinished": (
        "This study is not finished: what follows is what was saved up to step {step}. `kudari resume {folder}` "
        "goes on with it.",
        "このスタディはまだ終わっていません。以下は、ステップ{step}までに保存された分です。"
        "`kudari resume {folder}`で続きを実行できます。",
    ),
    "report.lowest": (
        "In the median over {seeds} seeds, the {measure} ended lowest with {names}: {value}.",
        "シード{seeds}個の中央値で見ると、最後の{measure}がいちばん小さかったのは{names}で、{value}でした。",
    ),
    "report.all_same": (
        "In the median over the seeds, the {measure} ended at {value} for all of them.",
        "シードについての中央値で見ると、最後の{measure}はどれも{value}でした。",
    ),
    "report.none_finite": (
        "In the median over the seeds, none of the methods kept the loss finite.",
        "シードについての中央値で見ると、損失が有限のまま終わった手法はありませんでした。",
    ),
    "report.no_race": (
        "A study shows what these settings did. It is no race: the settings were chosen, not tuned for each method.",
        "スタディが示すのは、この設定での結果です。設定は手法ごとに調整したものではないので、優劣の判定ではありません。",
    ),
    "report.no_study": (
        "The trace does not tell what study it belongs to.",
        "この記録からは、どのスタディのものか分かりません。",
    ),
    "report.no_versions": (
        "Nothing is known of the machine and the versions: there is no versions.toml in the folder.",
        "フォルダにversions.tomlがないため、計算機とバージョンは分かりません。",
    ),
    "report.spent": (
        "{seconds} s from the start to the last of what was written",
        "開始から最後の書き込みまで{seconds}秒",
    ),
    "report.term.settings": ("settings", "設定"),
    "report.term.gradient": ("gradient", "勾配"),
    "report.term.parameters": ("parameters", "パラメータ数"),
    "report.term.computed": ("begun", "開始"),
    "report.term.spent": ("time", "時間"),
    "report.term.machine": ("system", "システム"),
    "report.term.processor": ("processor", "プロセッサ"),
    "report.term.device": ("computed on", "計算したデバイス"),
    "report.term.python": ("Python", "Python（言語）"),
    "report.term.packages": ("packages", "パッケージ"),
    "report.numbers": ("The numbers behind this chart", "この図の数値"),
    "report.no_numbers": ("There are no numbers in this chart.", "この図には数値がありません。"),
    "report.copy": ("Copy", "コピー"),
    "report.save": ("Save {name}", "{name}を保存"),
    "report.table.of": ("{where}: {what}", "{where}：{what}"),
    "report.table.line": ("line", "線"),
    "report.table.band": ("band", "帯"),
    "report.table.bar": ("bar", "棒"),
    "report.mark.dot": ("dot", "点"),
    "report.mark.start": ("ring", "丸"),
    "report.mark.end": ("square", "四角"),
    "report.mark.minimum": ("star", "星"),
    "report.mark.failure": ("cross", "ばつ"),
    "report.table.kind": ("of", "対象"),
    "report.table.mark": ("mark", "印"),
    "report.table.point": ("place", "番目"),
    "report.table.arrow": ("arrow", "矢印"),
    "report.table.from": ("from", "始点"),
    "report.table.to": ("to", "終点"),
    "report.script.read": (
        "Read the values of the chart with the arrow keys",
        "矢印キーで図の値を読みます",
    ),
    "report.script.hint": (
        "Point at a chart, or move through it with the arrow keys, to read its values.",
        "図に触れるか、矢印キーで動かすと、値を読めます。",
    ),
    "report.script.dark": ("Dark", "暗い表示"),
    "report.script.light": ("Light", "明るい表示"),
    "report.script.copied": ("Copied", "コピーしました"),
    "report.script.failed": ("Select it and copy it by hand", "選択して手でコピーしてください"),
}
