"""Sentences: exports."""

SENTENCES: dict[str, tuple[str, str]] = {
    "help.export": (
        "Write a study's results for other programs: tables, TensorBoard, LaTeX, a film of the descent.",
        "スタディの結果を、ほかのソフトで使える形で書き出します（表、TensorBoard、LaTeX、動画）。",
    ),
    "help.export_to": (
        "csv or parquet: tidy tables; netcdf: the whole trace; tensorboard: event files; latex: the summary as a "
        "table; gif or mp4: the descent as a film.",
        "csvとparquetは整然データの表、netcdfは記録全体、tensorboardはイベントファイル、latexは要約の表、"
        "gifとmp4は下っていく様子の動画です。",
    ),
    "help.export_out": (
        "The file or folder to make (default: one inside the study's folder).",
        "作るファイルまたはフォルダ（省略時はスタディのフォルダの中）。",
    ),
    "export.written": ("Written: {path} ({size})", "書き出しました：{path}（{size}）"),
    "export.files": ("{files} files, {size}", "ファイル{files}個、{size}"),
    "export.unfinished": (
        "The study is not finished: this is what it has recorded up to step {step}. "
        "`kudari resume {folder}` goes on with it.",
        "このスタディはまだ終わっていません。ステップ{step}までの記録を書き出しました。"
        "`kudari resume {folder}`で続きを実行できます。",
    ),
    "export.kind": (
        "Nothing can be exported to {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r}という書き出し先はありません。{near!r}のことでしょうか。使えるのは{exists}です。",
    ),
    "export.exists": (
        "{path} exists already; nothing was written. Give another place with --out.",
        "{path}はすでにあります。何も書き込んでいません。--outで別の場所を指定してください。",
    ),
    "export.package": (
        "Exporting to {kind} needs the package {package}; install it with: pip install 'kudari[export]'",
        "{kind}への書き出しにはパッケージ{package}が必要です。"
        "pip install 'kudari[export]' でインストールしてください。",
    ),
    "export.not_writable": (
        "{path} cannot be written: {reason}.",
        "{path}に書き込めません（{reason}）。",
    ),
    "export.no_steps": (
        "{folder} holds no recorded step yet, so there is nothing to export.",
        "{folder}にはまだ1ステップも記録されていないので、書き出すものがありません。",
    ),
    "export.latex_comment": (
        "The preamble needs (Japanese letters: LuaLaTeX with luatexja, or upLaTeX):",
        "プリアンブルに次の行が必要です（日本語は、LuaLaTeXとluatexja、またはupLaTeXで組めます）：",
    ),
    "export.latex_caption": (
        "median over {seeds} seeds, and below it the 10 % and 90 % quantiles where they differ; "
        "the final loss is that of the finite runs alone",
        "シード{seeds}個の中央値と、その下に10％点と90％点（幅がある場合）。最後の損失は、有限に終わった実行だけで数える",
    ),
    "export.race_caption": (
        "{name}: median over {seeds} seeds, and below it the 10 % and 90 % quantiles where they differ; a run that "
        "failed counts as infinitely bad; time in {unit}",
        "{name}：シード{seeds}個の中央値と、その下に10％点と90％点（幅がある場合）。失敗した実行は限りなく悪いものと"
        "して数える。時間の単位は{unit}",
    ),
    "export.answers_caption": (
        "{name}: every method against {baseline}, on the same {seeds} seeds, with confidence intervals below",
        "{name}：同じ{seeds}個のシードで{baseline}と比べた各手法。下は信頼区間",
    ),
    "export.difference_log10": ("ratio of losses", "損失の比"),
    "export.difference_linear": ("difference", "差"),
    "export.improvement": ("probability of improvement", "上回る確率"),
    "export.verdict": ("verdict", "判定"),
    "export.together": ("all problems together ({problems})", "全問題まとめて（{problems}個）"),
    "export.race_kind": (
        "A race is exported to csv, parquet or latex; for {kind}, export its problems one by one: "
        "kudari export {first} --to {kind} (there are: {exists}).",
        "競走の結果の書き出し先は、csv、parquet、latexだけです。{kind}には、問題ごとに書き出してください："
        "kudari export {first} --to {kind}（問題は{exists}）。",
    ),
    "export.several_races": (
        "{folder} holds several races; export one of them: {exists}.",
        "{folder}には競走が複数あります。どれかひとつを指定してください：{exists}。",
    ),
    "export.step": ("step {step}", "ステップ{step}"),
    "export.caption.dots": (
        "Line: a typical one of {seeds} seeds; pale dots: all others.",
        "線は{seeds}シードのうち典型的なもの、薄い点は残りのシードです。",
    ),
    "export.caption.faster": (
        "The film starts with one step a frame and grows faster.",
        "動画は1コマ1ステップから始まり、だんだん速くなります。",
    ),
}
