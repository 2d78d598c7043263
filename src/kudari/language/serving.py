"""What the server says at the terminal and to the page: addresses, limits, refusals."""

SENTENCES: dict[str, tuple[str, str]] = {
    "help.serve": (
        "Open the page in the browser: choose, run, watch, understand.",
        "ブラウザでページを開きます。選んで、走らせて、見て、理解するためのページです。",
    ),
    "help.serve_folder": ("The folder in which studies are kept.", "スタディを保存するフォルダです。"),
    "help.host": (
        "The address to listen at; 0.0.0.0 lets a classroom in.",
        "待ち受けるアドレスです。0.0.0.0 にすると教室のほかの機器からも開けます。",
    ),
    "help.port": ("The port; 0 takes any that is free.", "ポート番号です。0 なら空いているものを使います。"),
    "help.limit_runs": ("Runs at once, of all visitors.", "同時に走らせるスタディの数（全員の合計）です。"),
    "help.limit_memory": ("GiB of memory that a run may take.", "1 つのスタディが使えるメモリ（GiB）です。"),
    "help.limit_seconds": ("Seconds that a run may take.", "1 つのスタディにかけてよい秒数です。"),
    "help.browser": ("Open the page in the browser at once.", "すぐにブラウザでページを開きます。"),
    "serving.address": (
        "Kudari is open at {address}  (Ctrl-C ends it)",
        "くだりのページ: {address} （Ctrl-C で終わります）",
    ),
    "serving.folder": ("Studies are kept in {folder}.", "スタディは {folder} に保存されます。"),
    "serving.classroom": (
        "Note: at {host} everybody on this network who has the address can start runs on this machine. "
        "The connection is not encrypted.",
        "注意: {host} では、同じネットワークでこのアドレスを知っている人は誰でも、この機械でスタディを走らせられます。"
        "通信は暗号化されません。",
    ),
    "serving.no_folder": (
        "The folder {folder} cannot be made: {reason}. Give another one: kudari serve FOLDER.",
        "フォルダ {folder} を作れません: {reason}。kudari serve フォルダ の形で別の場所を指定してください。",
    ),
    "serving.bind": (
        "Cannot listen at {host}, port {port}: {reason}. Another --port may be free, and 0 finds one.",
        "{host} のポート {port} では待ち受けられません: {reason}。--port で別の番号を選ぶか、0 を指定してください。",
    ),
    "serving.port": (
        "--port got {came}; expected a number from 0 to 65535.",
        "--port に {came} が指定されました。0 から 65535 までの数にしてください。",
    ),
    "serving.limit": (
        "--{name} got {came}; expected a number above 0.",
        "--{name} に {came} が指定されました。0 より大きい数にしてください。",
    ),
    "serving.foreign": (
        "This request came from another site or under another name of this machine, and was not answered.",
        "別のサイトから、またはこの機械の別の名前で届いた要求なので、応じませんでした。",
    ),
    "serving.no_token": (
        "To enter, open the whole address that kudari serve printed at the terminal.",
        "入るには、kudari serve が端末に表示したアドレスを最後まで正しく開いてください。",
    ),
    "serving.full": (
        "There is no room for another visitor; please try again later.",
        "満員です。しばらくしてからもう一度お試しください。",
    ),
    "serving.unknown": (
        "The page asked for {came}; there is only {exists}.",
        "ページが {came} を求めましたが、あるのは {exists} だけです。",
    ),
    "unknown.lesson": (
        "There is no lesson {came!r}; did you mean {near!r}? There are: {exists}.",
        "{came!r} というレッスンはありません。{near!r} のことでしょうか。あるのは {exists} です。",
    ),
    "serving.no_json": (
        "The page's question could not be read as JSON.",
        "ページからの問い合わせを JSON として読めませんでした。",
    ),
    "serving.too_long": (
        "What was sent is larger than the {most} MiB that are allowed.",
        "送られたデータが上限の {most} MiB を超えています。",
    ),
    "serving.no_file": (
        "There is no {came} among your studies.",
        "あなたのスタディの中に {came} はありません。",
    ),
    "serving.too_many": (
        "{most} of your studies are running already; stop one, or wait until it ends.",
        "すでに {most} 件のスタディが走っています。1 つ止めるか、終わるまでお待ちください。",
    ),
    "serving.running": (
        "{came} is being computed at this moment; stop it, or wait until it ends.",
        "{came} はいま計算中です。止めるか、終わるまでお待ちください。",
    ),
    "serving.too_many_opened": (
        "{most} of your studies are being opened already; please wait until they are there.",
        "すでに {most} 件のスタディを開いているところです。開き終わるまでお待ちください。",
    ),
    "serving.too_many_tables": (
        "Your studies use {most} uploaded tables, which is the most that each visitor may keep here. "
        "Delete a study whose table you no longer need.",
        "あなたのスタディがすでに上限の {most} 個の表を使っています。要らなくなったスタディを削除してください。",
    ),
    "serving.kept_full": (
        "Each visitor may keep {most} GiB here, and this would be more. Delete studies that you no longer need.",
        "ここに保存できるのは 1 人 {most} GiB までで、それを超えてしまいます。"
        "要らなくなったスタディを削除してください。",
    ),
    "serving.disk_full": (
        "Less than {least} MiB of the server's disk are free, so nothing new is begun. Delete studies that you no "
        "longer need.",
        "サーバーのディスクの空きが {least} MiB を切ったため、新しいことは始められません。"
        "要らなくなったスタディを削除してください。",
    ),
    "serving.write_failed": (
        "Writing to {folder} failed: {reason}. What was saved before is whole.",
        "{folder} への書き込みに失敗しました: {reason}。それまでに保存した分は無事です。",
    ),
    "serving.too_much_memory": (
        "The study would need about {needed} GiB of memory, and may take {limit} GiB here. "
        "Record less often, or take fewer seeds.",
        "このスタディには約 {needed} GiB のメモリが必要ですが、ここで使えるのは {limit} GiB までです。"
        "記録の間隔を広げるか、シードを減らしてください。",
    ),
    "serving.slow": (
        "The answer took longer than {seconds} seconds and was given up.",
        "{seconds} 秒たっても答えが出なかったため、打ち切りました。",
    ),
    "serving.race_problems": (
        "Choose at least one problem for the race, or a whole suite.",
        "レースの問題を1つ以上選ぶか、問題集を選んでください。",
    ),
    "serving.race_methods": (
        "A race needs at least two methods; chosen so far: {count}.",
        "レースには手法が2つ以上必要です。いま選ばれているのは{count}個です。",
    ),
    "serving.race_file": (
        "The race has the problem {came}, which names a file; on the page a problem is a name or a formula.",
        "問題に {came} というファイルが指定されています。ページのレースでは、問題は名前か式で指定してください。",
    ),
    "serving.speed": (
        "The speed is {came}; expected a number above 0, in steps per second.",
        "速さが {came} になっています。1 秒あたりのステップ数を 0 より大きい数で指定してください。",
    ),
    "serving.defect": (
        "Something in Kudari itself went wrong here: {reason}. The terminal tells more.",
        "くだり自身の不具合です: {reason}。詳しくは端末の表示を見てください。",
    ),
    "serving.gone.crashed": (
        "The process that computed this ended unexpectedly; another has taken its place. What was saved can "
        "be resumed.",
        "計算していたプロセスが突然終了したため、新しいものに替えました。保存された所から再開できます。",
    ),
    "serving.gone.cancelled": (
        "The run was ended at once; what was saved can be resumed.",
        "スタディをただちに打ち切りました。保存された所から再開できます。",
    ),
    "serving.gone.closed": (
        "The server was closed; what was saved can be resumed when it is open again.",
        "サーバーが閉じられました。次に開いたとき、保存された所から再開できます。",
    ),
    "serving.gone.memory": (
        "The run was ended because it took more than the {memory} GiB of memory that it may.",
        "メモリの上限 {memory} GiB を超えたため、スタディを打ち切りました。",
    ),
    "serving.gone.seconds": (
        "The run was ended because it took longer than the {seconds} seconds that it may; what was saved can be "
        "resumed.",
        "上限の {seconds} 秒を超えたため、スタディを打ち切りました。保存された所から再開できます。",
    ),
    "serving.gone.disk": (
        "The run was ended because the server's disk is nearly full; what was saved can be resumed when there is "
        "room again.",
        "サーバーのディスクの空きがほとんどなくなったため、スタディを打ち切りました。"
        "空きができたら、保存された所から再開できます。",
    ),
}
