"""Sentences: the laws that a method is held against."""

SENTENCES: dict[str, tuple[str, str]] = {
    "conformance.kept": (
        "Method '{method}' ({values}) breaks none of the {laws} laws that every method here keeps.",
        "手法「{method}」（{values}）は、組み込みの手法がすべて満たす{laws}個の規則のどれにも違反していません。",
    ),
    "conformance.broken": (
        "Method '{method}' ({values}) breaks {count} of the {laws} laws that every method here keeps: {broken}.",
        "手法「{method}」（{values}）は、組み込みの手法がすべて満たす{laws}個の規則のうち{count}個に違反しています（{broken}）。",
    ),
    "conformance.mark_kept": ("kept", "適合"),
    "conformance.mark_broken": ("BROKEN", "違反"),
    "conformance.mark_none": ("-", "－"),
    "conformance.rests_on": (
        "not examined: it rests on {laws}, which is broken",
        "前提となる {laws} に違反しているため、調べていません",
    ),
    "conformance.raised": ("{error}", "{error}"),
    "conformance.raised_at": (
        "{error}, in {file}, line {number}: {line}",
        "{error}、{file} の{number}行目：{line}",
    ),
    # The laws: what each says, and why.
    "conformance.law_compiles-once": (
        "The law: make and update take hyperparameters as traced numbers, so that every value of a sweep runs in one "
        "compiled program. Python's if, float() and int() need the value itself: use jnp.where, jnp.minimum and the "
        "like.",
        "規則：make と update はハイパーパラメータをトレース中の値として受け取ります。そうすれば、どの値でも同じ"
        "コンパイル済みプログラムで実行できます。Python の if や float()、int() は値そのものを必要とするので、"
        "代わりに jnp.where や jnp.minimum などを使ってください。",
    ),
    "conformance.law_tree": (
        "The law: parameters may be any tree of arrays, and the update is the same tree with the same shapes. Write "
        "jax.tree.map(lambda g: ..., gradient).",
        "規則：パラメータは配列からなる任意の木であり、更新量はそれと同じ構造・同じ形の木です。"
        "jax.tree.map(lambda g: ..., gradient) の形で書いてください。",
    ),
    "conformance.law_dtype": (
        "The law: an update has the parameters' number type. In another one digits are lost in silence, or all that "
        "follows takes twice the memory.",
        "規則：更新量の数値型はパラメータと同じです。型が違うと、気づかないうちに桁が失われたり、"
        "以後の計算で2倍のメモリを使ったりします。",
    ),
    "conformance.law_state": (
        "The law: a state is a tree of arrays whose structure, shapes and types are the same after every step, since "
        "a compiled loop carries it. Counts are int32[] arrays, histories arrays of a fixed length.",
        "規則：状態は配列の木で、構造・形・型はどのステップの後でも同じです。コンパイルされたループが状態を"
        "持ち運ぶからです。回数は int32[] の配列に、履歴は長さの決まった配列にしてください。",
    ),
    "conformance.law_pure": (
        "The law: an update changes nothing that it is given. The loop uses the gradient, the state and the "
        "parameters again after the update.",
        "規則：update は、受け取ったものを書き換えません。勾配・状態・パラメータは、更新の後でもう一度使われます。",
    ),
    "conformance.law_deterministic": (
        "The law: the same input gives the same bits. What a method remembers stands in its state; a counter outside "
        "it, or NumPy's random numbers, are fixed when the program is compiled and differ at the next compilation.",
        "規則：同じ入力からは、ビット単位で同じ結果が得られます。覚えておくものはすべて状態に入れてください。"
        "状態の外にあるカウンタや NumPy の乱数は、コンパイルのときに固定され、次のコンパイルでは別の値になります。",
    ),
    "conformance.law_resumes": (
        "The law: a run that is stopped, stored and resumed has the bits of an unbroken one. A checkpoint stores "
        "arrays of plain numbers; jax.random.key_data makes one of a random key.",
        "規則：中断して保存し、再開した実行は、中断しなかった実行とビット単位で一致します。チェックポイントに"
        "保存できるのは普通の数の配列です。乱数キーは jax.random.key_data で配列に直せます。",
    ),
    "conformance.law_vmap": (
        "The law: runs side by side in one program (jax.vmap over seeds and hyperparameters) take the same steps, up "
        "to rounding, as each alone.",
        "規則：シードやハイパーパラメータの違う実行を一つのプログラムで並べて行っても（jax.vmap）、"
        "丸め誤差を除いて、一つずつ実行したときと同じステップになります。",
    ),
    "conformance.law_finite": (
        "The law: finite parameters, losses and slopes give a finite update, whether slopes are tiny or large. "
        "Otherwise a run ends that had not diverged.",
        "規則：パラメータ・損失・勾配が有限なら、勾配の大小によらず更新量も有限です。そうでないと、"
        "発散していない実行が途中で終わってしまいます。",
    ),
    "conformance.law_downhill": (
        "The law: the first step leads downhill; its product with the gradient is negative. The update is added to "
        "the parameters, so the usual mistake is a missing minus.",
        "規則：最初の一歩は下り方向で、勾配との内積は負になります。更新量はパラメータに足されるので、"
        "マイナスの付け忘れがよくある間違いです。",
    ),
    "conformance.law_learning-rate": (
        "The law: while learning rates are small, twice the learning_rate makes the first step twice as long. A race "
        "tunes it as a step's length, and theory's limits are limits of it.",
        "規則：学習率が小さい範囲では、learning_rate を2倍にすると最初の一歩も2倍になります。手法を比べるときは"
        "これを歩幅として調整し、理論上の限界もこの値について述べられています。",
    ),
    "conformance.law_zero": (
        "The law: where the slope is 0, and the parameters are 0 so that none can decay, a fresh method stands still "
        "(its step is at most a thousandth of the one at a slope of about 1). Quotients by the gradient's size need "
        "an eps.",
        "規則：勾配が0なら、始めたばかりの手法は動きません（減衰の影響を除くためパラメータも0とし、歩幅は、勾配が1程度の"
        "ときの千分の一以下とします）。勾配の大きさで割るときは eps が必要です。",
    ),
    "conformance.law_nan": (
        "The law: a slope that is NaN is seen in the update. A method that makes a number of it hides the error, and "
        "a run is judged as if it had gone well.",
        "規則：勾配が NaN なら、更新量にも NaN が現れます。NaN を普通の数に置き換えると誤りが隠れ、"
        "うまくいった実行のように判定されてしまいます。",
    ),
    "conformance.law_huge": (
        "The law: a slope so large that its square overflows makes no NaN, at once or in the next step. It may end in "
        "a long step or in none; inf / inf and 0 · inf are NaN.",
        "規則：二乗がオーバーフローするほど大きな勾配でも、その場でも次のステップでも NaN になりません。歩幅が極端に"
        "大きくなったり0になったりするのはかまいませんが、inf / inf や 0 · inf は NaN です。",
    ),
    # What was seen.
    "conformance.compiled_once": (
        "{tried} other sets of hyperparameters and slopes: no further compilation",
        "ハイパーパラメータと勾配を{tried}通りに変えても、再コンパイルは起こりませんでした",
    ),
    "conformance.compiled_again": (
        "{tried} other sets of hyperparameters and slopes made {again} further compilations.",
        "ハイパーパラメータと勾配を{tried}通りに変えると、{again}回コンパイルし直されました。",
    ),
    "conformance.only_numbers": (
        "It works with Python's numbers for hyperparameters, but not with traced ones: {error}",
        "ハイパーパラメータが Python の数なら動きますが、トレース中の値では動きません：{error}",
    ),
    "conformance.tree_kept": (
        "{count} arrays in a dictionary, a list and a tuple, a scalar and an empty one among them",
        "辞書・リスト・タプルに入った{count}個の配列（スカラーと空の配列を含む）で確かめました",
    ),
    "conformance.only_array": (
        "It works for one array, but not for a tree of arrays: {error}",
        "配列が一つなら動きますが、配列の木では動きません：{error}",
    ),
    "conformance.leaves": (
        "The update is another tree than the parameters; arrays missing: {missing}; arrays too many: {more}.",
        "更新量の木がパラメータの木と異なります。足りない配列：{missing}、余分な配列：{more}。",
    ),
    "conformance.structure": (
        "The update has the parameters' leaves, but other containers: it is a {came}.",
        "更新量の葉はパラメータと同じですが、入れ物が異なります（{came}）。",
    ),
    "conformance.shape": (
        "The update at {leaf} has the shape {came}; the parameter has {wanted}.",
        "{leaf} の更新量の形は {came} ですが、パラメータの形は {wanted} です。",
    ),
    "conformance.type_kept": ("{types}", "{types} で確かめました"),
    "conformance.type": (
        "The update at {leaf} is {came} where the parameters are {wanted}.",
        "パラメータは {wanted} なのに、{leaf} の更新量は {came} です。",
    ),
    "conformance.state_kept": (
        "arrays in the state: {arrays}; their shapes and types are the same after each of 3 steps",
        "状態の配列は{arrays}個で、形と型は3ステップの間変わりませんでした",
    ),
    "conformance.foreign": (
        "The state holds a {kind} at {leaf}, which is no array of numbers.",
        "状態の {leaf} に {kind} があります。これは数の配列ではありません。",
    ),
    "conformance.state_leaves": (
        "After step {step} the state is another tree; arrays missing: {missing}; arrays too many: {more}.",
        "ステップ{step}の後で状態の木が変わりました。足りない配列：{missing}、余分な配列：{more}。",
    ),
    "conformance.state_structure": (
        "After step {step} the state has the same leaves in other containers, or other values outside its arrays.",
        "ステップ{step}の後、状態の葉は同じままで、入れ物または配列以外の値が変わりました。",
    ),
    "conformance.state_shape": (
        "After step {step} {leaf} of the state has the shape {came}; it began with {wanted}.",
        "ステップ{step}の後、状態の {leaf} の形が {wanted} から {came} に変わりました。",
    ),
    "conformance.state_type": (
        "After step {step} {leaf} of the state is {came}; it began as {wanted}.",
        "ステップ{step}の後、状態の {leaf} の型が {wanted} から {came} に変わりました。",
    ),
    "conformance.given_gradient": ("the gradient", "勾配"),
    "conformance.given_state": ("the state", "状態"),
    "conformance.given_params": ("the parameters", "パラメータ"),
    "conformance.unchanged": (
        "gradient, state and parameters are as they were",
        "勾配・状態・パラメータは元のままでした",
    ),
    "conformance.changed": (
        "An update changed in place: {names}.",
        "update が次のものを書き換えました：{names}。",
    ),
    "conformance.same_program": (
        "the same bits twice, and the same program when compiled anew",
        "2回ともビット単位で同じ結果になり、作り直したプログラムも同じでした",
    ),
    "conformance.other_bits": (
        "The same step taken twice differs at {leaf}.",
        "同じステップを2回行うと、{leaf} の値が異なりました。",
    ),
    "conformance.other_program": (
        "The same step compiled a second time is another program: something outside the state has changed.",
        "同じステップをもう一度コンパイルすると、別のプログラムになりました。状態の外にある何かが変わっています。",
    ),
    "conformance.resumed": (
        "{before} steps, stored and read, and {after} more: the same bits as unbroken",
        "{before}ステップの後に保存し、読み込んで{after}ステップ続けた結果は、中断しない場合とビット単位で一致しました",
    ),
    "conformance.resumed_otherwise": (
        "{before} steps, stored and read, and {after} more differ at {leaf} from the unbroken run.",
        "{before}ステップの後に保存し、読み込んで{after}ステップ続けると、{leaf} が中断しない場合と異なりました。",
    ),
    "conformance.not_stored": (
        "{leaf} of the state is of the type {type}, which a checkpoint cannot store.",
        "状態の {leaf} は {type} 型で、チェックポイントに保存できません。",
    ),
    "conformance.same_beside": (
        "two runs at once and each alone: apart by at most {apart:.2g} times the largest number",
        "二つ並べた実行と一つずつの実行の差は、最大の数の{apart:.2g}倍以内でした",
    ),
    "conformance.otherwise_beside": (
        "Two runs at once and each alone differ at {leaf} by {apart:.2g} times its largest number.",
        "二つ並べた実行と一つずつの実行で、{leaf} が最大の数の{apart:.2g}倍だけ異なります。",
    ),
    "conformance.finite": (
        "slopes from {least:g} to {most:,g}, in both precisions",
        "勾配の倍率を{least:g}から{most:,g}まで変え、両方の精度で確かめました",
    ),
    "conformance.not_finite": (
        "Step {step} on slopes of about {scale:,g} ({precision}) is {value} at {leaf}.",
        "大きさが{scale:,g}程度の勾配（{precision}）で、ステップ{step}の {leaf} の更新量が {value} になりました。",
    ),
    "conformance.downhill": (
        "cosine between the first step and the gradient: {cosine:.2f}",
        "最初の一歩と勾配のなす角の余弦は{cosine:.2f}です",
    ),
    "conformance.uphill": (
        "The first step does not lead downhill: its cosine with the gradient is {cosine:.2f}.",
        "最初の一歩が下り方向ではありません。勾配とのなす角の余弦は{cosine:.2f}です。",
    ),
    "conformance.no_step": (
        "There is no first step: the update is 0 or no number.",
        "最初の一歩がありません。更新量が0か、数ではありません。",
    ),
    "conformance.draws": (
        "not examined: the method draws its steps at random",
        "ステップを乱数で決める手法なので、調べません",
    ),
    "conformance.rate_kept": (
        "twice the learning_rate: the first step is {ratio:.4g} times as long; at slopes of about 1 it is {usual:.3g} "
        "learning rates long for each parameter",
        "learning_rate を2倍にすると、最初の一歩は{ratio:.4g}倍になりました。勾配が1程度のとき、"
        "パラメータあたりの歩幅は learning_rate の{usual:.3g}倍です",
    ),
    "conformance.rate_broken": (
        "Twice the learning_rate makes the first step {ratio:.4g} times as long.",
        "learning_rate を2倍にすると、最初の一歩は{ratio:.4g}倍になりました。",
    ),
    "conformance.no_rate": ("not examined: it has no learning_rate", "learning_rate がないので、調べません"),
    "conformance.stands": (
        "the step at a slope of 0 is {share:.2g} times as long as at slopes of about 1",
        "勾配が0のときの歩幅は、勾配が1程度のときの{share:.2g}倍です",
    ),
    "conformance.moves": (
        "A fresh method's step at a slope of 0 is {share:.2g} times as long as at slopes of about 1.",
        "始めたばかりで勾配が0のときの歩幅が、勾配が1程度のときの{share:.2g}倍あります。",
    ),
    "conformance.zero_fresh": (
        "The first step at a slope of 0 is {value} at {leaf}.",
        "勾配が0のとき、最初のステップの {leaf} の更新量が {value} になりました。",
    ),
    "conformance.zero_later": (
        "A slope of 0 in the second step makes the update {value} at {leaf}.",
        "2ステップ目で勾配が0になると、{leaf} の更新量が {value} になりました。",
    ),
    "conformance.nan_stays": (
        "NaN at {leaf} is seen, and still there 3 steps later: it stays in the state",
        "{leaf} の NaN は更新量に現れ、3ステップ後にも残っていました（状態に残ります）",
    ),
    "conformance.nan_goes": (
        "NaN at {leaf} is seen, and gone from the update 3 steps later",
        "{leaf} の NaN は更新量に現れ、3ステップ後の更新量には残っていませんでした",
    ),
    "conformance.nan_hidden": (
        "The slope is NaN at {leaf}, but the update is all numbers.",
        "{leaf} の勾配が NaN なのに、更新量には NaN が一つもありません。",
    ),
    "conformance.huge": (
        "slopes of about {scale:g} give a step of length {length:.2g}; the next one, at about 1, is {after:.2g} long",
        "大きさ{scale:g}程度の勾配での歩幅は{length:.2g}、続く大きさ1程度の勾配での歩幅は{after:.2g}でした",
    ),
    "conformance.huge_now": (
        "The step at slopes of about {scale:g} is NaN at {leaf}.",
        "大きさ{scale:g}程度の勾配で、{leaf} の更新量が NaN になりました。",
    ),
    "conformance.huge_next": (
        "The step after one at slopes of about {scale:g} is NaN at {leaf}.",
        "大きさ{scale:g}程度の勾配の次のステップで、{leaf} の更新量が NaN になりました。",
    ),
    # What cannot be examined at all.
    "conformance.no_method": (
        "A kudari.Method, its make, or a method's name was expected; a {came} came.",
        "kudari.Method、その make、または手法の名前を指定してください。渡されたのは {came} です。",
    ),
    "conformance.unknown": (
        "Method '{method}' has no hyperparameter '{name}'. Did you mean '{nearest}'? It has: {exists}.",
        "手法「{method}」にハイパーパラメータ「{name}」はありません。「{nearest}」のことでしょうか。"
        "あるのは {exists} です。",
    ),
    "conformance.value": (
        "Hyperparameter '{name}' of '{method}' must be one finite number; {came} came.",
        "「{method}」のハイパーパラメータ「{name}」には有限の数を一つ指定してください。渡されたのは {came} です。",
    ),
    "conformance.missing": (
        "Method '{method}' needs a value for {names}: give hyperparameters={{'name': value}}.",
        "手法「{method}」には {names} の値が必要です。hyperparameters={{'名前': 値}} で指定してください。",
    ),
    "conformance.make": (
        "The make of '{method}' fails even for ordinary numbers: {error}",
        "「{method}」の make は、普通の数を渡しても失敗します：{error}",
    ),
    "conformance.not_optax": (
        "The make of '{method}' must return an optax.GradientTransformation; it returned a {came}.",
        "「{method}」の make は optax.GradientTransformation を返す必要があります。返されたのは {came} です。",
    ),
    "conformance.cannot_step": (
        "Method '{method}' cannot take a single step, neither on a tree nor on one array: {error}",
        "手法「{method}」は、配列の木でも一つの配列でも、1ステップも実行できません：{error}",
    ),
}
