"""Lessons: mini-batches, digits."""

SENTENCES: dict[str, tuple[str, str]] = {
    "lesson.title_mini-batches": ("One mini-batch or many", "ミニバッチはひとつか、毎回新しくするか"),
    "lesson.summary_mini-batches": (
        "Why the smooth curve belongs to the worse network.",
        "なめらかな曲線を描くほうが、悪いネットワークである理由。",
    ),
    "lesson.mini-batches.see": (
        "The same network learns to read handwritten digits twice, from the same starts. At each step both see "
        "{batch} images. One keeps the {batch} it saw first, for ever; the other is given fresh ones every time.",
        "同じネットワークが、同じ初期値から、二通りのやり方で手書き数字の読み方を学びます。どちらも一歩ごとに{batch}"
        "枚の画像を見ます。一方は最初に見た{batch}枚をずっと使い続け、もう一方は毎回新しい画像を受け取ります。",
    ),
    "lesson.mini-batches.idea": (
        "The loss that we mean, $f$, is the mean of $\\ell_i$ over all images $i$. Its gradient would cost a pass "
        "over all of them for a single step. So one takes the mean over a few, a mini-batch $B$ of $m$ images:",
        "本当に小さくしたい損失$f$は、すべての画像$i$についての$\\ell_i$の平均です。その勾配を求めるには、一歩のため"
        "に全部の画像を見なければなりません。そこで、$m$枚だけの組、ミニバッチ$B$で平均をとります。",
    ),
    "lesson.mini-batches.right": (
        "If $B$ is drawn anew at each step, this is right on average, and the more exact the larger $m$ is.",
        "$B$を毎回新しく引くなら、この勾配は平均すれば正しく、$m$が大きいほど正確です。",
    ),
    "lesson.mini-batches.proof": (
        "Why it is right on average, and how exact",
        "平均すれば正しいことと、その正確さ",
    ),
    "lesson.mini-batches.proof_mean": (
        "Every image has the same chance to be drawn, so each term has the mean $\\nabla f(w)$:",
        "どの画像も引かれる確率は同じですから、各項の平均は$\\nabla f(w)$です。",
    ),
    "lesson.mini-batches.proof_variance": (
        "The variance of a mean of $m$ independent draws is that of one draw, $\\sigma^2$, divided by $m$:",
        "独立に引いた$m$個の平均の分散は、ひとつの分散$\\sigma^2$の$1/m$になります。",
    ),
    "lesson.mini-batches.proof_end": (
        "So a hundred times as many images make the noise ten times smaller. (Images are drawn here without putting "
        "them back, which makes it a little smaller still.) For a mini-batch that is never changed none of this "
        "holds: it is drawn once, and its error stays for ever.",
        "つまり、雑音を十分の一にするには百倍の枚数が要ります（ここでは一度引いた画像を戻さずに引くので、もう少し小"
        "さくなります）。取り替えないミニバッチには、これは当てはまりません。引くのは一度きりで、そのずれがずっと残"
        "るからです。",
    ),
    "lesson.mini-batches.run": (
        "Press Run. Which curve is smoother, and which network do you think reads better?",
        "「実行」を押してください。どちらの曲線がなめらかでしょうか。どちらのネットワークがよく読めると思いますか。",
    ),
    "lesson.mini-batches.run_done": (
        "Now look at the held-out accuracy (picture Measured): that on images which neither has ever seen.",
        "では、どちらも見たことのない画像での成績、「検証用の正解率」（図の「測った値」）を見てください。",
    ),
    "lesson.mini-batches.measured": (
        "In the run beside, the one that keeps its mini-batch ends with a loss of {kept_loss} on it, and reads "
        "{kept_right} % of the unseen images. The one with fresh mini-batches ends with a loss of {fresh_loss}, and "
        "reads {fresh_right} %.",
        "隣の実行では、同じミニバッチを使い続けたほうは、その上での損失が{kept_loss}で、見たことのない画像の"
        "{kept_right}％を正しく読みました。毎回取り替えたほうは、損失が{fresh_loss}で、{fresh_right}％を読みました。",
    ),
    "lesson.mini-batches.why": (
        "The smooth curve tells of {batch} images only. There the loss falls to {kept_first} in {steps} steps, "
        "while on all training images it is {kept_all}: they were learned by heart, and {kept_percent} % of the "
        "unseen ones are read rightly. The restless curve shows another {batch} images at every step. It never "
        "looks as good, but its network has met them all: {fresh_all} on all images, and {fresh_percent} %.",
        "なめらかな曲線が語っているのは、たった{batch}枚のことです。その上では{steps}歩で損失が{kept_first}まで下が"
        "りますが、訓練画像全体では{kept_all}もあります。丸暗記をしただけで、見たことのない画像は{kept_percent}％し"
        "か読めません。ぎざぎざの曲線は、毎回別の{batch}枚での損失です。見かけはよくありませんが、このネットワークは"
        "あらゆる画像に出会っています。訓練画像全体での損失は{fresh_all}、正解率は{fresh_percent}％です。",
    ),
    "lesson.mini-batches.one": (
        "Go to the extreme: a mini-batch of a single image. What does each of the two become?",
        "極端な場合を試しましょう。ミニバッチを画像一枚だけにします。それぞれどうなるでしょうか。",
    ),
    "lesson.mini-batches.one_done": (
        "Whoever sees one image for ever gives one answer to everything: {one_kept} % is right by chance. With a "
        "fresh one each time it is {one_fresh} %, although every single step is guided by one image only.",
        "一枚だけを見続けると、何を見ても同じ答えを出すようになり、当たるのは偶然の{one_kept}％です。毎回取り替えれ"
        "ば、どの一歩も一枚だけを頼りにしているのに、{one_fresh}％になります。",
    ),
    "lesson.mini-batches.larger": (
        "Can the network that keeps its mini-batch be saved? Find a size with which it, too, reads three of four "
        "unseen images.",
        "取り替えないほうのネットワークを救えるでしょうか。見たことのない画像を四枚に三枚は読めるような、ミニバッチ"
        "の大きさを見つけてください。",
    ),
    "lesson.mini-batches.larger_done": (
        "With enough images the one mini-batch resembles them all; {larger_batch} are enough for about "
        "{larger_kept} %. But each step costs as many images: fresh ones are the cheaper cure.",
        "枚数が十分なら、ひとつのミニバッチでも全体に似てきます。{larger_batch}枚で約{larger_kept}％になります。ただ"
        "し、一歩の費用も枚数に比例して増えます。毎回取り替えるほうが、ずっと安上がりです。",
    ),
    "lesson.mini-batches.remember": (
        "A mini-batch is a sample. Fresh ones are noisy, and right on average; the same one for ever is smooth, and "
        "wrong. Judge by examples never trained on. Next: what such a network does inside.",
        "ミニバッチは標本です。毎回新しく引けば、ばらつきますが平均して正しく、ずっと同じなら、なめらかでも偏ったま"
        "まです。よしあしは、訓練に使っていないデータで判断しましょう。次は、このネットワークの中身を見ます。",
    ),
    "lesson.title_digits": ("Reading digits", "手書き数字を読む"),
    "lesson.summary_digits": (
        "From pixels to probabilities: softmax, cross-entropy, and what unseen images say.",
        "画素から確率へ。ソフトマックス、交差エントロピー、そして見たことのない画像での成績。",
    ),
    "lesson.digits.see": (
        "There are {images} handwritten digits here, each an image of {pixels} pixels. Of these, {unseen_images} "
        "are held out: nothing is learned from them.",
        "手書き数字が{images}枚あります。どれも{pixels}画素の画像です。このうち{unseen_images}枚は取り分けてあり、学"
        "習には使いません。",
    ),
    "lesson.digits.network": (
        "The network takes the {pixels} grey values, passes them through {neurons} neurons, and gives ten numbers "
        "$z_0, \\ldots, z_9$, one for each digit: {weights} parameters in all. It is built like the one that "
        "learned the parabola, only wider.",
        "ネットワークは{pixels}個の濃淡の値を受け取り、{neurons}個のニューロンを通して、数字ごとにひとつ、合わせて十"
        "個の数$z_0, \\ldots, z_9$を出します。パラメータは全部で{weights}個です。放物線を学んだものと作りは同じで、"
        "幅が広いだけです。",
    ),
    "lesson.digits.softmax": (
        "The ten numbers become probabilities by the softmax: all positive, together $1$, and the largest number "
        "has the largest share.",
        "十個の数は、ソフトマックスで確率になります。どれも正で、合計は$1$、いちばん大きな数がいちばん大きな確率を得"
        "ます。",
    ),
    "lesson.digits.entropy": (
        "If $t$ is the right digit, $p_t$ should be near $1$. The loss is the cross-entropy:",
        "正しい数字を$t$とすると、$p_t$は$1$に近いほどよいことになります。損失には交差エントロピーを使います。",
    ),
    "lesson.digits.guess": (
        "Whoever gives every digit the same chance has the loss $\\log 10$, about {guess}; whoever is sure and "
        "right, $0$; whoever is sure and wrong, a great deal.",
        "どの数字にも同じ確率を与えると、損失は$\\log 10$、およそ{guess}です。自信をもって正解すれば$0$に近く、自信"
        "をもって間違えると、とても大きくなります。",
    ),
    "lesson.digits.gradient": (
        "And its slope is as simple as it could be: what was said, minus what is right ($[j = t]$ is $1$ for the "
        "right digit, else $0$).",
        "しかも、その傾きはこれ以上ないほど簡単です。答えた確率から正解を引くだけです（$[j = t]$は正しい数字なら"
        "$1$、ほかは$0$）。",
    ),
    "lesson.digits.proof": ("Proof", "証明"),
    "lesson.digits.proof_log": (
        "Take the logarithm of the softmax:",
        "ソフトマックスの対数をとると、次のようになります。",
    ),
    "lesson.digits.proof_end": (
        "Differentiate with respect to $z_j$: the first term gives $-1$ for $j = t$ and else nothing, the second "
        "$e^{{z_j}}/\\sum_i e^{{z_i}} = p_j$.",
        "$z_j$で微分します。第一項からは$j = t$のときだけ$-1$が、第二項からは$e^{{z_j}}/\\sum_i e^{{z_i}} = p_j$が出"
        "ます。",
    ),
    "lesson.digits.run": (
        "Press Run, and follow the accuracy, on the images it learns from and on those it has never seen.",
        "「実行」を押して、学習に使う画像と、見たことのない画像での正解率を追ってください。",
    ),
    "lesson.digits.run_done": (
        "It reads. After {steps} steps with a learning rate of {rate}, {seen} % of the training images are right, "
        "and {unseen} % of the unseen ones (median over {seeds} starts).",
        "読めるようになりました。学習率{rate}で{steps}歩進むと、訓練画像の{seen}％、見たことのない画像の{unseen}％が"
        "正解です（初期値{seeds}通りの中央値）。",
    ),
    "lesson.digits.measured": (
        "In the run beside, {seen} % of the training images are read rightly in the end, and {unseen} % of the "
        "unseen ones.",
        "隣の実行では、最後に訓練画像の{seen}％、見たことのない画像の{unseen}％を正しく読みました。",
    ),
    "lesson.digits.unseen": (
        "The second number counts. The first one can always be driven up by learning by heart; the gap between the "
        "two tells how much of that there is.",
        "大切なのは、二番目の数です。一番目の数は、丸暗記でいくらでも上げられます。ふたつの差が、丸暗記の度合いを表"
        "します。",
    ),
    "lesson.digits.none": (
        "How much of this is owed to the {neurons} neurons? Take the hidden layer away.",
        "{neurons}個のニューロンは、どれだけ役に立っているのでしょうか。隠れ層をなくしてみてください。",
    ),
    "lesson.digits.none_done": (
        "What is left is called logistic regression. It has {none_weights} parameters and still reads about "
        "{none_unseen} % of the unseen images. Always ask what the simple thing achieves.",
        "残ったものをロジスティック回帰といいます。パラメータは{none_weights}個で、それでも見たことのない画像の約"
        "{none_unseen}％を読めます。簡単な方法でどこまで行けるかを、いつも確かめておきましょう。",
    ),
    "lesson.digits.better": (
        "Let the middle run read {goal} % of the unseen images.",
        "見たことのない画像の正解率を、中央値で{goal}％以上にしてください。",
    ),
    "lesson.digits.better_hint": (
        "It was still on its way down. A larger learning rate, or another method?",
        "損失はまだ下がる途中でした。学習率を大きくするか、別の手法にするか。",
    ),
    "lesson.digits.better_done": (
        "Well read. With a learning rate of {better_rate}, for one, it comes to about {better_unseen} %, while of "
        "the training images {better_seen} % are right: from here on, more descending alone will hardly help.",
        "よく読めました。たとえば学習率{better_rate}なら約{better_unseen}％になります。そのとき訓練画像は"
        "{better_seen}％が正解です。ここから先は、さらに下るだけではほとんどよくなりません。",
    ),
    "lesson.digits.remember": (
        "Softmax makes probabilities, cross-entropy makes a loss of them, and descent does the rest. Judge by the "
        "unseen. Next: the shapes of a loss on which descent gets stuck.",
        "ソフトマックスが確率を作り、交差エントロピーがそれを損失にし、あとは降下法の仕事です。判断は、見たことのな"
        "いデータで。次は、降下法が足止めされる損失の形を見ます。",
    ),
}
