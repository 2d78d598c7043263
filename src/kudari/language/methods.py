"""Sentences: methods, schedules, and what is wrong with a choice of them."""

SENTENCES: dict[str, tuple[str, str]] = {
    "method.gd": (
        "Gradient descent: one step along the negative gradient.",
        "勾配降下法。勾配と逆の向きに一歩ずつ進みます。",
    ),
    "method.momentum": (
        "Heavy ball: the step is a decaying sum of all past gradients.",
        "モーメンタム法（重い球）。過去の勾配を減衰させながら足し合わせた向きに進みます。",
    ),
    "method.nesterov": (
        "Nesterov's accelerated gradient: the gradient is taken where momentum is about to lead.",
        "ネステロフの加速勾配法。慣性で進む先の地点で勾配を取ります。",
    ),
    "method.sign-sgd": (
        "Sign descent: every parameter moves by the same amount.",
        "符号降下法。勾配の符号だけを使い、どのパラメータも同じ幅だけ動かします。",
    ),
    "method.signum": (
        "Sign descent along a mean of the gradients.",
        "勾配の移動平均の符号だけを使って進みます。",
    ),
    "method.lion": (
        "Lion: the sign of one mean of the gradients, while a slower mean is remembered.",
        "Lion。勾配の移動平均の符号で進み、よりゆっくり変わる平均を記憶します。",
    ),
    "method.adagrad": (
        "AdaGrad: steps divided by the root of the sum of all squared gradients.",
        "AdaGrad。勾配の二乗の累積和の平方根で歩幅を割ります。",
    ),
    "method.adadelta": (
        "Adadelta: steps sized by earlier steps instead of a learning rate.",
        "Adadelta。学習率の代わりに、これまでの歩幅から次の歩幅を決めます。",
    ),
    "method.rmsprop": (
        "RMSProp: steps divided by the root of a decaying mean of the squared gradients.",
        "RMSProp。勾配の二乗の移動平均の平方根で歩幅を割ります。",
    ),
    "method.adam": (
        "Adam: momentum, divided by the root of the mean square of the gradients.",
        "Adam。モーメンタムを、勾配の二乗平均の平方根で割って進みます。",
    ),
    "method.adamw": (
        "AdamW: Adam with weights that decay apart from the gradient.",
        "AdamW。勾配とは切り離して重みを減衰させる Adam です。",
    ),
    "method.adamax": (
        "Adamax: Adam with the largest recent gradient in the place of the mean square.",
        "Adamax。二乗平均の代わりに、最近の勾配の最大値で割る Adam です。",
    ),
    "method.amsgrad": (
        "AMSGrad: Adam whose divisor never shrinks.",
        "AMSGrad。割る数が決して小さくならない Adam です。",
    ),
    "method.nadam": (
        "Nadam: Adam with Nesterov's look-ahead.",
        "Nadam。ネステロフの先読みを取り入れた Adam です。",
    ),
    "method.nadamw": (
        "NadamW: Nadam with weights that decay apart from the gradient.",
        "NadamW。勾配とは切り離して重みを減衰させる Nadam です。",
    ),
    "method.adabelief": (
        "AdaBelief: Adam divided by how far gradients stray from their mean.",
        "AdaBelief。勾配が平均からどれだけ外れたかで割る Adam です。",
    ),
    "method.radam": (
        "Rectified Adam: plain momentum until the mean square can be trusted.",
        "RAdam。二乗平均が信頼できるようになるまでは、ただのモーメンタムで進む Adam です。",
    ),
    "method.yogi": (
        "Yogi: Adam whose mean square changes only gradually, also downwards.",
        "Yogi。二乗平均が増えるときも減るときも少しずつしか変わらない Adam です。",
    ),
    "method.lamb": (
        "LAMB: Adam with each array's step in proportion to the array itself.",
        "LAMB。配列ごとの歩幅を、その配列の大きさに比例させる Adam です。",
    ),
    "method.muon": (
        "Muon: the momentum of each matrix with all its singular values made equal; Nadam for other arrays.",
        "Muon。行列にはモーメンタムの特異値をそろえた向きを使い、行列以外は Nadam で動かします。",
    ),
    "method.polyak-sgd": (
        "Polyak's step: as long as the gap to a known smallest loss asks for.",
        "ポリャックの歩幅。既知の最小損失までの差から歩幅を決めます。",
    ),
    "method.lbfgs": (
        "L-BFGS: a Newton step from the curvature seen lately, with a line search.",
        "L-BFGS。最近の更新から曲率を推定したニュートン法に、直線探索を組み合わせます。",
    ),
    "method.reversal-every": (
        "Sign reversal: descends and climbs in turn, for the same number of updates each.",
        "符号反転法（一定間隔）。同じ更新回数ずつ、下りと上りを交互に繰り返します。",
    ),
    "method.reversal-on-plateau": (
        "Sign reversal: climbs for a while whenever the loss stops falling, then descends again.",
        "符号反転法（停滞時）。損失が下がらなくなったらしばらく上り、また下ります。",
    ),
    "method.annealed-noise": (
        "Gradient noise: Gaussian noise on every gradient, less and less as the run goes on.",
        "勾配ノイズ法。勾配に正規分布の雑音を加えます。雑音は実行が進むにつれて小さくなります。",
    ),
    "method.perturbed-gd": (
        "Perturbed gradient descent: a push to a random place nearby where the gradient is small.",
        "摂動付き勾配降下法。勾配が小さくなったところで、近くのランダムな点へ動かします。",
    ),
    "method.hill-adam": (
        "Hill-ADAM: Adam that turns uphill at the bottom and downhill at the top, and keeps its best state.",
        "Hill-ADAM。谷底では上り、頂上では下りに切り替える Adam です。途中で見つけた最良の状態を結果とします。",
    ),
    "method.basin-hopping": (
        "Basin hopping: descends, jumps at random from the accepted bottom, and descends again.",
        "ベイスンホッピング法。谷底まで下り、受け入れた谷底のまわりへランダムに跳んで、また下ります。",
    ),
    "method.multi-start": (
        "Multi-start: several descents from fresh starts, with one run's number of gradients between them.",
        "多スタート法。1回分の勾配計算を分け合って、新しい初期値から何度も下ります。",
    ),
    "schedule.constant": (
        "The learning rate stays as it is.",
        "学習率を変えません。",
    ),
    "schedule.step": (
        "The learning rate drops by a factor after a fixed number of updates, again and again.",
        "一定の更新回数ごとに、学習率を一定の割合で下げます。",
    ),
    "schedule.exponential": (
        "The learning rate shrinks by the same ratio at every update.",
        "更新のたびに、学習率を同じ比率で小さくします。",
    ),
    "schedule.cosine": (
        "The learning rate falls along half a cosine until the end of the run.",
        "学習率を、実行の終わりまで余弦曲線に沿って下げます。",
    ),
    "schedule.warm-restarts": (
        "Several cosines in a row: the learning rate falls, jumps back up, and falls again.",
        "余弦曲線を何度か繰り返します。学習率は下がりきると元に戻り、また下がります。",
    ),
    "schedule.one-cycle": (
        "The learning rate rises to its peak early in the run and then falls to almost nothing.",
        "学習率を実行の序盤で最大まで上げ、その後ほぼ 0 まで下げます。",
    ),
    "schedule.reduce-on-plateau": (
        "The learning rate shrinks whenever the loss stops falling.",
        "損失が下がらなくなるたびに、学習率を小さくします。",
    ),
    "methods.unknown_method": (
        "There is no method called {name}. Did you mean {nearest}? The methods are: {known}.",
        "{name} という手法はありません。{nearest} のことでしょうか。使える手法は次のとおりです：{known}",
    ),
    "methods.unknown_schedule": (
        "There is no schedule called {name}. Did you mean {nearest}? The schedules are: {known}.",
        "{name} というスケジュールはありません。"
        "{nearest} のことでしょうか。使えるものは次のとおりです：{known}",
    ),
    "methods.unknown_hyperparameter": (
        "{method} has no hyperparameter {name}. Nearest: {nearest}. It has: {known}.",
        "{method} に {name} というハイパーパラメータはありません。最も近いもの：{nearest}。あるもの：{known}",
    ),
    "methods.unknown_setting": (
        "The schedule {schedule} has no setting {name}. Nearest: {nearest}. It has: {known}.",
        "スケジュール {schedule} に {name} という設定はありません。"
        "最も近いもの：{nearest}。あるもの：{known}",
    ),
    "methods.not_a_number": (
        "{name} of {method} must be a number, not {value}.",
        "{method} の {name} には数値を指定してください（{value} は数値ではありません）。",
    ),
    "methods.out_of_range": (
        "{name} of {method} is {value}, but must satisfy {allowed}.",
        "{method} の {name} に {value} は使えません。{allowed} の範囲で指定してください。",
    ),
    "methods.not_whole": (
        "{name} of {method} is {value}, but must be a whole number with {allowed}.",
        "{method} の {name} に {value} は使えません。{allowed} の整数で指定してください。",
    ),
    "methods.no_learning_rate": (
        "{method} has no learning rate for the schedule {schedule} to change: it sizes its steps itself, "
        "by a line search, say. Choose a method with a learning rate, or no schedule.",
        "{method} には、スケジュール {schedule} で変えられる学習率がありません"
        "（直線探索などで歩幅を自分で決めるためです）。"
        "学習率のある手法を選ぶか、スケジュールを外してください。",
    ),
    "methods.taken": (
        "{outer} cannot be put around {inner}: both would have the hyperparameters {names}.",
        "{outer} を {inner} に組み合わせることはできません。"
        "ハイパーパラメータ {names} が両方にあるためです。",
    ),
    "methods.cannot_climb": (
        "{outer} cannot be put around {inner}, which reads the loss to size its steps and so cannot be "
        "turned uphill. Choose a method that follows the gradient alone, such as gd, momentum or adam.",
        "{inner} は損失の値を見て歩幅を決めるため、逆向きに上らせることができず、"
        "{outer} とは組み合わせられません。"
        "gd、momentum、adam のように勾配だけで進む手法を選んでください。",
    ),
}
