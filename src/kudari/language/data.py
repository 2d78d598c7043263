"""Sentences: data."""

SENTENCES: dict[str, tuple[str, str]] = {
    # Data sets by name
    "data.unknown_set": (
        "There is no data set called {name}. Did you mean {nearest}? There are {known}; the path of a "
        "CSV file will do as well.",
        "「{name}」というデータセットはありません。「{nearest}」のことでしょうか。使えるのは {known} です。"
        "CSV ファイルのパスも指定できます。",
    ),
    "data.unknown_setting": (
        "The data set {name} has no setting called {setting}. Did you mean {nearest}? It has {known}.",
        "データセット「{name}」に「{setting}」という設定はありません。「{nearest}」のことでしょうか。"
        "設定できるのは {known} です。",
    ),
    "data.no_settings": (
        "The data set {name} has no settings, so {setting} cannot be set.",
        "データセット「{name}」には設定できる項目がないため、「{setting}」は指定できません。",
    ),
    "data.target_of_named": (
        "The data set {name} has its classes already; the target {target} is only for a CSV file.",
        "データセット「{name}」のクラスは決まっています。"
        "目的の列（{target}）を指定できるのは CSV ファイルのときだけです。",
    ),
    "data.own_division": (
        "{name} is published with test examples of its own; the share held out cannot be changed.",
        "{name} にはテスト用のデータが初めから用意されているため、取り分ける割合は変えられません。",
    ),
    "data.not_a_number": (
        "{setting} must be a number; {came} came.",
        "{setting} には数値を指定してください（指定された値：{came}）。",
    ),
    "data.setting": (
        "{setting} must be a number from {low} to {high}; {came} came.",
        "{setting} には {low} 以上 {high} 以下の数値を指定してください（指定された値：{came}）。",
    ),
    "data.whole_setting": (
        "{setting} must be a whole number from {low} to {high}; {came} came.",
        "{setting} には {low} 以上 {high} 以下の整数を指定してください（指定された値：{came}）。",
    ),
    "data.held_out": (
        "The share held out for testing must be more than 0 and less than 1; {came} came.",
        "テスト用に取り分ける割合には、0 より大きく 1 より小さい数値を"
        "指定してください（指定された値：{came}）。",
    ),
    # Files in general
    "data.no_folder": (
        "There is no folder {folder}; --data must name the folder that holds the data files.",
        "フォルダー {folder} が見つかりません。"
        "--data にはデータファイルの入ったフォルダーを指定してください。",
    ),
    "data.no_file": (
        "There is no file {file}; the path of a CSV file is expected.",
        "ファイル {file} が見つかりません。CSV ファイルのパスを指定してください。",
    ),
    "data.unreadable": (
        "{file} cannot be read ({reason}).",
        "{file} を読み込めません（{reason}）。",
    ),
    # IDX files
    "data.idx_missing": (
        "{folder} lacks {missing}; {name} needs all four of its files in one folder, packed as .gz or not.",
        "{folder} に {missing} がありません。{name} を使うには、4 つのファイル（.gz 圧縮のままでも可）を"
        "すべて同じフォルダーに置いてください。",
    ),
    "data.idx_other": (
        "The files in {folder} are those of {came}, but {name} was asked for; put each data set into a "
        "folder of its own name.",
        "{folder} にあるのは {came} のファイルですが、指定されたデータセットは {name} です。"
        "データセットごとに、その名前のフォルダーに分けて置いてください。",
    ),
    "data.idx_empty": (
        "{file} is empty; an IDX file is expected.",
        "{file} は空です。IDX 形式のファイルが必要です。",
    ),
    "data.idx_magic": (
        "{file} begins with the bytes {came}, where an IDX file of this kind begins with {expected}.",
        "{file} の先頭が {came} になっています。この種類の IDX ファイルなら {expected} で始まるはずです。",
    ),
    "data.idx_labels_came": (
        "{file} holds labels (it begins with the bytes {came}) where images are expected ({expected}).",
        "{file} の中身は画像ではなくラベルです（先頭が {came}）。"
        "画像のファイルなら {expected} で始まります。",
    ),
    "data.idx_images_came": (
        "{file} holds images (it begins with the bytes {came}) where labels are expected ({expected}).",
        "{file} の中身はラベルではなく画像です（先頭が {came}）。"
        "ラベルのファイルなら {expected} で始まります。",
    ),
    "data.idx_header": (
        "{file} ends after {came} bytes, within its header of {expected} bytes.",
        "{file} は {came} バイトしかなく、ヘッダー（{expected} バイト）の途中で終わっています。",
    ),
    "data.idx_zero": (
        "{file} says that it holds {shape} numbers, which is nothing at all.",
        "{file} のヘッダーに書かれた大きさは {shape} で、データが 1 つもありません。",
    ),
    "data.idx_large": (
        "{file} promises {promised} bytes of data; at most {most} are read.",
        "{file} のヘッダーにはデータが {promised} バイトあると書かれていますが、"
        "読み込めるのは {most} バイトまでです。",
    ),
    "data.idx_short": (
        "{file} promises {promised} bytes of data but can hold no more than {most}; it is cut off or forged.",
        "{file} のヘッダーにはデータが {promised} バイトあると書かれていますが、実際には多くても {most} "
        "バイトしかありません。途中で切れているか、ヘッダーが書き換えられています。",
    ),
    "data.idx_trailing": (
        "{file} goes on after the {promised} bytes of data that its header promises.",
        "{file} には、ヘッダーに書かれた {promised} バイトのデータの後に余分な内容があります。",
    ),
    "data.idx_gzip": (
        "{file} is a damaged gzip file ({reason}); get it anew.",
        "{file} は gzip ファイルとして壊れています（{reason}）。もう一度入手してください。",
    ),
    "data.idx_counts": (
        "{images} holds {count} images but {labels} holds {other} labels; there must be one label an image.",
        "{images} の画像は {count} 枚ですが、{labels} のラベルは {other} 個です。"
        "画像とラベルは同じ数でなければなりません。",
    ),
    "data.idx_label": (
        "Label number {place} in {file} is {came}; labels run from 0 to {largest}.",
        "{file} の {place} 番目のラベルが {came} になっています。ラベルは 0 から {largest} までです。",
    ),
    "data.idx_shapes": (
        "The images in {train} have {came} pixels, those in {test} {other}; they must be of one size.",
        "{train} の画像は {came} 画素、{test} の画像は {other} 画素です。大きさをそろえてください。",
    ),
    # Downloads
    "data.offline": (
        "{name} is not on this computer and could not be downloaded from {url} ({reason}). Put its four "
        "files {files} (packed as .gz or not) into one folder DIR and name it with --data DIR.",
        "{name} がこのコンピューターになく、{url} からもダウンロードできませんでした（{reason}）。"
        "4 つのファイル {files}（.gz 圧縮のままでも可）を 1 つのフォルダーに置き、"
        "--data でそのフォルダーを指定してください。",
    ),
    "data.download_wrong": (
        "What came from {url} is not the published file: {came} bytes with the SHA-256 {came_sum}, where "
        "{size} bytes with {sum} are expected. The transfer was cut off or changed on its way, and nothing "
        "was kept; try again.",
        "{url} からダウンロードした内容が公開されているファイルと一致しません（{came} バイト、"
        "SHA-256 は {came_sum}。正しくは {size} バイト、{sum}）。転送が途中で切れたか、"
        "内容が書き換わっています。何も保存していませんので、もう一度お試しください。",
    ),
    "data.cache": (
        "{path} cannot be written ({reason}), so the download was not kept.",
        "{path} に書き込めないため（{reason}）、ダウンロードした内容を保存できませんでした。",
    ),
    # Tables
    "data.table_large": (
        "{file} has {size} bytes; tables of at most {most} bytes are read.",
        "{file} は {size} バイトあります。読み込める表は {most} バイトまでです。",
    ),
    "data.table_encoding": (
        "{file} is not UTF-8 text: the byte at offset {offset} is {byte}. Save the table as UTF-8 "
        '("CSV UTF-8" in a spreadsheet).',
        "{file} は UTF-8 のテキストではありません（先頭から {offset} バイト目の値が {byte} です。"
        "先頭を 0 と数えます）。"
        "文字コードを UTF-8 にして保存し直してください（表計算ソフトでは「CSV UTF-8」を選びます）。",
    ),
    "data.table_empty": (
        "{file} is empty; a first row with the columns' names and rows of data below are expected.",
        "{file} は空です。1 行目に列名を、2 行目以降にデータを書いてください。",
    ),
    "data.table_malformed": (
        "After row {row}, {file} cannot be divided into cells ({reason}); look for a quotation mark that is "
        "not closed.",
        "{file} の {row} 行目より後を列に分けられません（{reason}）。"
        "閉じていない引用符がないか確かめてください。",
    ),
    "data.table_header": (
        "Row {row} of {file} looks like data ({cells}); the first row must hold the columns' names.",
        "{file} の {row} 行目はデータのようです（{cells}）。最初の行には列名を書いてください。",
    ),
    "data.table_unnamed": (
        "Column {column} of {file} has no name in row {row}; give it one, or remove the column.",
        "{file} の {column} 列目には、{row} 行目に列名がありません。"
        "列名を付けるか、その列を削除してください。",
    ),
    "data.table_twice": (
        "{file} has more than one column called {names}; every column needs a name of its own.",
        "{file} には {names} という名前の列が複数あります。列名は重ならないようにしてください。",
    ),
    "data.table_one_column": (
        "{file} has only the column {column}; a target and at least one feature are needed, divided by "
        "commas, semicolons or tabs.",
        "{file} には列が {column} の 1 つしかありません。目的の列のほかに特徴量の列が 1 つ以上必要です"
        "（区切りにはコンマ、セミコロン、タブが使えます）。",
    ),
    "data.table_column": (
        "{file} has no column called {column}. Did you mean {nearest}? There are {known}.",
        "{file} に「{column}」という列はありません。「{nearest}」のことでしょうか。列は {known} です。",
    ),
    "data.table_target_feature": (
        "{column} in {file} is the target and cannot be a feature as well.",
        "{file} の {column} は目的の列なので、特徴量としては使えません。",
    ),
    "data.table_no_features": (
        "No column of {file} is left to tell {column} by; at least one feature is needed.",
        "{file} に、{column} を見分けるための列がありません。特徴量の列を 1 つ以上指定してください。",
    ),
    "data.table_ragged": (
        "Row {row} of {file} has {came} cells where the header has {expected}.",
        "{file} の {row} 行目にはセルが {came} 個ありますが、見出しの列は {expected} 個です。",
    ),
    "data.table_cells": (
        "{count} cells in {file} are not finite numbers ({empty} of them empty): {places}. Every feature "
        "must be a number in every row.",
        "{file} に有限の数値でないセルが {count} 個あります（うち空のセルは {empty} 個）：{places}。"
        "特徴量の列は、すべての行を数値にしてください。",
    ),
    "data.table_cell": (
        "row {row}, column {column}: '{came}'",
        "{row} 行目の {column} 列「{came}」",
    ),
    "data.table_empty_cell": (
        "row {row}, column {column}: empty",
        "{row} 行目の {column} 列（空）",
    ),
    "data.table_no_rows": (
        "{file} has a header but no rows of data below it.",
        "{file} には見出しの行しかなく、データの行がありません。",
    ),
    "data.table_no_class": (
        "The target column {column} of {file} is empty in {count} rows: {rows}. Fill these cells in, or "
        "remove the rows.",
        "{file} の目的の列 {column} に、空のセルが {count} 個あります（行：{rows}）。"
        "値を入れるか、その行を削除してください。",
    ),
    "data.table_one_class": (
        "Every row of {file} has the same {column}, {name}; at least two classes are needed.",
        "{file} では、どの行も {column} が「{name}」です。2 つ以上のクラスが必要です。",
    ),
    "data.table_rare": (
        "In the target column {column} of {file}, {count} classes have only one row: {names}. A class needs "
        "at least two rows, one to learn from and one to be tested on.",
        "{file} の目的の列 {column} には、行が 1 つしかないクラスが {count} 個あります：{names}。"
        "学習用とテスト用に、どのクラスにも 2 行以上必要です。",
    ),
}
