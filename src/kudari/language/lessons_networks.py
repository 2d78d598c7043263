"""Lessons: ten neurons, how many neurons and layers."""

SENTENCES: dict[str, tuple[str, str]] = {
    "lesson.title_ten-neurons": ("Ten neurons learn a function", "十個のニューロンで関数を学ぶ"),
    "lesson.summary_ten-neurons": (
        "How a sum of soft steps bends itself into a parabola.",
        "なめらかな段の足し合わせが、放物線の形に曲がっていくようすを見ます。",
    ),
    "lesson.ten-neurons.see": (
        "Now the thing to be found is a whole function: $y = x^2$ for $x$ between $0$ and $3$. A network with ten "
        "neurons is to imitate it. Its answer to $x$ is",
        "今度は、関数をまるごと見つけます。$0$から$3$までの$x$に対する$y = x^2$です。これを十個のニューロンのネット"
        "ワークにまねさせます。$x$に対する答えは、次の式です。",
    ),
    "lesson.ten-neurons.step": (
        "Each neuron is one soft step: $b_i$ tells where it lies, $w_i$ how steep it is, $v_i$ how high. Ten of "
        "them, added up, can bend into many shapes. In all there are {weights} numbers to be learned.",
        "ニューロンひとつは、なめらかな段ひとつです。$b_i$が段の位置を、$w_i$が急さを、$v_i$が高さを決めます。十個を"
        "足し合わせれば、いろいろな形に曲げられます。学ぶ数は全部で{weights}個です。",
    ),
    "lesson.ten-neurons.loss": (
        "How good they are is told by {batch} inputs drawn at random, fresh ones at every step. The loss is half "
        "the squared error, on average over these $m$ inputs:",
        "よしあしは、毎回新しくランダムに引く{batch}個の入力で測ります。損失は、この$m$個についての、誤差の2乗の半分"
        "の平均です。",
    ),
    "lesson.ten-neurons.descend": (
        "Nothing else is new: backprop gives the {weights} slopes, and every number goes a step against its own. "
        "Press Run and watch the learned curve. At first it is up to {first_error} off; after {steps} steps, with a "
        "learning rate of {rate}, it is {error} off at its worst place (median over {seeds} starts).",
        "新しいことは、これだけです。誤差逆伝播法が{weights}個の傾きを求め、どの数も自分の傾きと逆へ一歩進みます。"
        "「実行」を押して、学んだ曲線を見てください。はじめは最大で{first_error}ほどずれていますが、学習率{rate}で"
        "{steps}歩進むと、いちばん悪い場所でも{error}になります（初期値{seeds}通りの中央値）。",
    ),
    "lesson.ten-neurons.measured": (
        "In the run beside, the learned curve is {error} off at its worst place (median over the starts), most "
        "often near $x$ = {place}.",
        "隣の実行では、学んだ曲線のいちばん大きなずれは{error}（初期値についての中央値）で、場所は$x$ = {place}のあ"
        "たりが代表的です。",
    ),
    "lesson.ten-neurons.longer": (
        "Bring the largest error of the middle run below {goal}, with the same ten neurons.",
        "同じ十個のニューロンのまま、最大のずれの中央値を{goal}より小さくしてください。",
    ),
    "lesson.ten-neurons.longer_done": (
        "Done. Patience is one way: with {longer_steps} steps it comes to {longer_error}. The loss of a network "
        "falls fast at first and slowly afterwards, like that of a long valley, which it is.",
        "できました。たとえば辛抱すれば下がります。{longer_steps}歩で{longer_error}になります。ネットワークの損失"
        "は、はじめは速く、あとはゆっくり下がります。細長い谷と同じです。実際、細長い谷なのです。",
    ),
    "lesson.ten-neurons.bend": (
        "What makes it possible is the bend in $\\tanh$. With enough such neurons every continuous function on an "
        "interval can be imitated as closely as one likes (Cybenko 1989); that says that good numbers exist, and "
        "not that descent finds them.",
        "これができるのは、$\\tanh$が曲がっているからです。このようなニューロンを十分たくさん使えば、区間上のどんな"
        "連続関数も、いくらでも近くまねられます（Cybenko 1989）。ただし、それは良い数の組が存在するというだけで、勾"
        "配降下法で見つかるという意味ではありません。",
    ),
    "lesson.ten-neurons.lines": (
        "Take the bend away: set the activation to identity. What can the ten neurons still learn?",
        "曲がりをなくしてみましょう。活性化関数をidentity（恒等関数）にします。十個のニューロンに何が学べるでしょう"
        "か。",
    ),
    "lesson.ten-neurons.lines_done": (
        "Only a straight line, since a sum of lines is a line. The loss stays at about {line}, and no line whatever "
        "could be below {best_line}.",
        "直線だけです。直線をいくつ足しても直線だからです。損失は{line}ほどで止まります。どんな直線でも{best_line}よ"
        "り下がらないのですから、しかたがありません。",
    ),
    "lesson.ten-neurons.wave": (
        "Let it learn another function, such as $\\sin 2x$, to an error below {wave_goal}. You will need a larger "
        "learning rate, and more steps.",
        "別の関数、たとえば$\\sin 2x$を、ずれが{wave_goal}より小さくなるまで学ばせてください。学習率を大きくし、歩数"
        "も増やす必要があります。",
    ),
    "lesson.ten-neurons.wave_done": (
        "The same ten neurons have learned another shape. (With the suggested settings the largest error is about "
        "{wave_error}.) A setting that suits one function need not suit the next.",
        "同じ十個のニューロンが、別の形を学びました（提案した設定では、最大のずれは{wave_error}ほどです）。ある関数"
        "に合う設定が、次の関数に合うとは限りません。",
    ),
    "lesson.ten-neurons.remember": (
        "A network is a formula with many numbers in it, and learning is going down in all of them at once. Its "
        "bends give it shapes; descent chooses among them. Next: how many neurons, and in how many layers.",
        "ネットワークとは、たくさんの数を含む式です。学習とは、そのすべてについて同時に坂を下ることです。曲がりが形"
        "を生み、降下がその中から選びます。次は、ニューロンを何個、何層に並べるかを考えます。",
    ),
    "lesson.title_neurons-and-layers": ("How many neurons, how many layers?", "ニューロンは何個、層は何層？"),
    "lesson.summary_neurons-and-layers": (
        "What a network could be, and what descent makes of it in the time it has.",
        "ネットワークに何ができるかと、限られた時間で降下法が何を見つけるかは、別の問いです。",
    ),
    "lesson.neurons-and-layers.see": (
        "Four networks learn $y = x^2$ beside this text: with two neurons, with ten, with fifty, and with two "
        "layers of ten. They have {two_weights}, {ten_weights}, {fifty_weights} and {deep_weights} numbers to "
        "learn. Before you press Run: which will be best after {steps} steps?",
        "隣で、四つのネットワークが$y = x^2$を学びます。ニューロン二個、十個、五十個、そして十個の層をふたつ重ねたも"
        "のです。学ぶ数はそれぞれ{two_weights}個、{ten_weights}個、{fifty_weights}個、{deep_weights}個です。「実行」"
        "を押す前に、{steps}歩後にどれがいちばん良いか、予想してください。",
    ),
    "lesson.neurons-and-layers.first": (
        "With one layer it is the smallest network that leads: the median loss over {seeds} starts is about "
        "{first_two} with two neurons, {first_ten} with ten, {first_fifty} with fifty. Did you expect that?",
        "層がひとつのものでは、いちばん小さなネットワークが先頭です。初期値{seeds}通りの損失の中央値は、二個で"
        "{first_two}、十個で{first_ten}、五十個で{first_fifty}ほどです。予想どおりだったでしょうか。",
    ),
    "lesson.neurons-and-layers.measured": (
        "In the run beside, the median losses are {two} with two neurons, {ten} with ten, {fifty} with fifty, and "
        "{deep} with two layers of ten.",
        "隣の実行での損失の中央値は、二個で{two}、十個で{ten}、五十個で{fifty}、十個の層ふたつで{deep}です。",
    ),
    "lesson.neurons-and-layers.two_questions": (
        "There are two questions, and they are easily mixed up. What could a network be, with the best numbers? "
        "There more neurons can only help. And what does descent find, with this learning rate and in this time? "
        "There they may harm: a learning rate that suits two neurons need not suit fifty.",
        "ふたつの問いを混同しないようにしましょう。ひとつは、最良の数を選べたとしたら何ができるか。これは、ニューロ"
        "ンが多いほど有利です。もうひとつは、この学習率で、この時間内に、降下法が何を見つけるか。こちらは、多いほど"
        "良いとは限りません。二個に合う学習率が五十個に合うとは限らないからです。",
    ),
    "lesson.neurons-and-layers.longer": (
        "Give them more time, until ten neurons have less than half the loss of two.",
        "時間を増やして、十個の損失が二個の半分より小さくなるようにしてください。",
    ),
    "lesson.neurons-and-layers.longer_done": (
        "Given time, the larger network passes the smaller one: with {longer_steps} steps, {longer_ten} against "
        "{longer_two}. Two neurons had learned most of what they can.",
        "時間があれば、大きいほうが追い抜きます。{longer_steps}歩なら、二個の{longer_two}に対して十個は{longer_ten}"
        "です。二個のほうは、できることをほぼ学び終えていたのです。",
    ),
    "lesson.neurons-and-layers.layers": (
        "And layers? A second layer takes bends of bends. Two layers of ten have about as many numbers as one of "
        "fifty, so that the two can be compared fairly: the same numbers, arranged otherwise.",
        "では、層はどうでしょうか。ふたつ目の層は、曲げたものをさらに曲げます。十個の層ふたつと五十個の層ひとつで"
        "は、学ぶ数がほぼ同じです。同じだけの数を、違う並べ方で使うわけですから、公平に比べられます。",
    ),
    "lesson.neurons-and-layers.wave": (
        "Find a function on which the four differ at least tenfold. More waves are harder: try $\\sin 4x$ with Adam.",
        "四つの間に十倍以上の差がつく関数を見つけてください。波が多いほど難しくなります。$\\sin 4x$をAdamで試してみ"
        "ましょう。",
    ),
    "lesson.neurons-and-layers.wave_done": (
        "Now they come apart. (For $\\sin 4x$, with the suggested settings: two neurons cannot bend often enough "
        "and stay at {wave_two}; fifty come to {wave_fifty}; two layers of ten to about {wave_deep}.)",
        "差がつきました（提案した設定での$\\sin 4x$では、二個は曲がる回数が足りず{wave_two}で止まり、五十個は"
        "{wave_fifty}、十個の層ふたつは{wave_deep}ほどになります）。",
    ),
    "lesson.neurons-and-layers.advice": (
        "That is one function and two methods, and no law. But it shows how to ask: change one thing at a time, let "
        "every network have its own good learning rate, and look at more than one start.",
        "これはひとつの関数の、ふたつの手法での話で、法則ではありません。それでも、調べ方はわかります。一度に変える"
        "のはひとつだけにし、どのネットワークにも合った学習率を与え、初期値をいくつも試すのです。",
    ),
    "lesson.neurons-and-layers.remember": (
        "More neurons and layers widen what a network could be; whether descent gets there depends on the learning "
        "rate and on time. Next: what the examples in each step do.",
        "ニューロンや層を増やせば、できることの幅は広がります。そこへたどり着けるかどうかは、学習率と時間しだいで"
        "す。次は、一歩ごとに使うデータの話です。",
    ),
}
