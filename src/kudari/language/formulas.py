"""Sentences: why a text is not a formula and how to write it, and what surprises in one that is."""

SENTENCES: dict[str, tuple[str, str]] = {
    "formula.not_text": (
        "A formula is text such as (x - 1)^2, but {given} came.",
        "数式は (x - 1)^2 のような文字列で指定してください。受け取ったのは {given} です。",
    ),
    "formula.empty": (
        "The formula is empty: write one such as (x - 1)^2 + y^2.",
        "数式が空です。たとえば (x - 1)^2 + y^2 のように入力してください。",
    ),
    "formula.too_long": (
        "The formula has {length} characters; at most {most} are read.",
        "数式が {length} 文字あります。{most} 文字以内で入力してください。",
    ),
    "formula.not_ascii": (
        "A formula is written in half-width ASCII characters. Write instead: {pairs}.",
        "数式は半角文字で入力してください。次のように書き換えられます: {pairs}",
    ),
    "formula.not_ascii_unknown": (
        "A formula is written in half-width ASCII letters, digits and signs, but it contains {characters}.",
        "数式に使えるのは半角の英数字と記号だけですが、{characters} が含まれています。",
    ),
    "formula.control": (
        "Character {position} of the formula is a tab, a line break or another control character: "
        "write the formula on one line with spaces.",
        "数式の {position} 文字目がタブや改行などの制御文字です。空白を使い、1 行で入力してください。",
    ),
    "formula.equals": (
        "A formula has no = (character {position}): write only the right-hand side, such as x^2.",
        "数式に = は使えません（{position} 文字目）。x^2 のように右辺だけを入力してください。",
    ),
    "formula.comparison": (
        "A formula has no comparison such as {symbol} (character {position}): "
        "what is minimised must be a number; max, min, sign and abs may express what you mean.",
        "数式に {symbol} のような比較は使えません（{position} 文字目）。値が数になる式が必要です。"
        "max、min、sign、abs で表せないか検討してください。",
    ),
    "formula.whole_division": (
        "// (character {position}) is not read: write floor(a/b) for the whole part, a/b for the quotient.",
        "// は使えません（{position} 文字目）。整数部分は floor(a/b)、普通の割り算は a/b と書いてください。",
    ),
    "formula.remainder": (
        "{symbol} (character {position}) is not read: write the remainder as a - b*floor(a/b).",
        "{symbol} は使えません（{position} 文字目）。剰余は a - b*floor(a/b) と書いてください。",
    ),
    "formula.attribute": (
        "The dot at character {position} belongs to no number: a dot is read only as in 0.5, "
        "and a product is written with *.",
        "{position} 文字目のピリオドが数の一部になっていません。"
        "ピリオドは 0.5 のような小数点としてだけ使えます。掛け算は * と書いてください。",
    ),
    "formula.string": (
        "A formula has no quotation marks (character {position}): write names without them.",
        "数式に引用符は使えません（{position} 文字目）。引用符を付けずに書いてください。",
    ),
    "formula.bracket": (
        "Only round parentheses are read, not {symbol} (character {position}): write ( ) instead.",
        "{symbol} は使えません（{position} 文字目）。括弧はすべて丸括弧 ( ) で書いてください。",
    ),
    "formula.bars": (
        "The bar {symbol} (character {position}) is not read: write the absolute value as abs(x).",
        "縦棒 {symbol} は使えません（{position} 文字目）。絶対値は abs(x) と書いてください。",
    ),
    "formula.symbol": (
        "The sign {symbol} (character {position}) has no meaning in a formula: "
        "there are + - * / ^, parentheses, commas and functions such as sin(x).",
        "記号 {symbol} は数式では使えません（{position} 文字目）。"
        "使えるのは + - * / ^ と括弧、コンマ、sin(x) のような関数です。",
    ),
    "formula.python_word": (
        "{word} is a word of Python's, not of formulas: "
        "write numbers, variables, + - * / ^ and functions such as sin(x).",
        "{word} は Python の予約語なので数式では使えません。"
        "数、変数、+ - * / ^、sin(x) のような関数で書いてください。",
    ),
    "formula.unknown_name": (
        "{name} is not a known name: did you mean {suggestion}? "
        "A variable is one letter (x), a letter with a number (x1, x_2) or a Greek letter's name (theta).",
        "{name} という名前はありません。{suggestion} のことでしょうか。"
        "変数には 1 文字（x）、文字と番号（x1、x_2）、ギリシャ文字の名前（theta）が使えます。",
    ),
    "formula.unknown_function": (
        "There is no function {name}: did you mean {suggestion}? The functions are {functions}.",
        "{name} という関数はありません。{suggestion} のことでしょうか。使える関数は {functions} です。",
    ),
    "formula.letter_called": (
        "{name}(…) reads like a function, and there is none called {name}: write the product as {name}*(…).",
        "{name}(…) は関数のように見えますが、{name} という関数はありません。"
        "掛け算なら {name}*(…) と書いてください。",
    ),
    "formula.arity": (
        "{function} needs {expected} argument(s), separated by commas, but got {given}.",
        "{function} の引数は {expected} 個ですが、{given} 個指定されています。"
        "引数はコンマで区切ってください。",
    ),
    "formula.arity_least": (
        "{function} needs at least {expected} arguments, separated by commas, but got {given}.",
        "{function} には {expected} 個以上の引数が必要ですが、{given} 個しかありません。"
        "引数はコンマで区切ってください。",
    ),
    "formula.function_alone": (
        "{function} needs an argument: write {function}(…), with the argument in the parentheses.",
        "{function} に引数がありません。{function}(…) のように括弧の中に引数を書いてください。",
    ),
    "formula.function_power": (
        "Write a power of {function} after the parentheses: {function}(x)^2, not {function}^2 x.",
        "{function} のべき乗は {function}^2 x ではなく、{function}(x)^2 のように括弧の後に書いてください。",
    ),
    "formula.ambiguous_argument": (
        "Where the argument of {function} (character {position}) ends is not clear: "
        "write it in parentheses, such as {function}(2*x)*y or {function}(2*x*y).",
        "{function}（{position} 文字目）の引数がどこまでか判断できません。"
        "{function}(2*x)*y や {function}(2*x*y) のように、引数を括弧で囲んでください。",
    ),
    "formula.ambiguous_division": (
        "A product without * follows a / (character {position}), which can be read in two ways: "
        "write 1/(2*x) or (1/2)*x.",
        "/ の後で * が省略されているため（{position} 文字目）、2 通りに読めます。"
        "1/(2*x) か (1/2)*x のように書いてください。",
    ),
    "formula.ambiguous_power": (
        "A product without * stands in an exponent (character {position}), which can be read in two ways: "
        "write e^(2*x) or e^2*x.",
        "指数の中で * が省略されているため（{position} 文字目）、2 通りに読めます。"
        "e^(2*x) か e^2*x のように書いてください。",
    ),
    "formula.missing_operator": (
        "The number {number} (character {position}) follows without a sign: "
        "write * for a product or ^ for a power before it.",
        "数 {number}（{position} 文字目）の前に演算子がありません。"
        "掛け算なら *、べき乗なら ^ を入れてください。",
    ),
    "formula.nothing_before": (
        "A number or a variable is missing before {symbol} (character {position}).",
        "{symbol}（{position} 文字目）の前に数や変数がありません。",
    ),
    "formula.nothing_after": (
        "A number or a variable is missing after {symbol} (character {position}).",
        "{symbol}（{position} 文字目）の後に数や変数がありません。",
    ),
    "formula.not_closed": (
        "The parenthesis opened at character {position} is not closed: add the missing ).",
        "{position} 文字目の括弧が閉じられていません。対応する ) を補ってください。",
    ),
    "formula.not_opened": (
        "The parenthesis closed at character {position} was never opened: "
        "remove it, or add ( where it should begin.",
        "{position} 文字目の ) に対応する ( がありません。) を消すか、( を補ってください。",
    ),
    "formula.empty_parentheses": (
        "The parentheses at character {position} are empty: write something in them or remove them.",
        "{position} 文字目の括弧の中が空です。中身を書くか、括弧を消してください。",
    ),
    "formula.comma": (
        "The comma at character {position} stands outside a function: commas only separate arguments, "
        "as in max(x, y); write decimals with a dot, as in 1.5.",
        "{position} 文字目のコンマが関数の外にあります。"
        "コンマは max(x, y) のように引数を区切るために使います。"
        "小数は 1.5 のようにピリオドで書いてください。",
    ),
    "formula.number_range": (
        "The number {number} cannot be held: numbers other than 0 lie between {smallest} and {largest}.",
        "数 {number} は扱える範囲を超えています。0 以外の数は {smallest} から {largest} までです。",
    ),
    "formula.hexadecimal": (
        "{number} (character {position}) reads like a hexadecimal or binary number: "
        "write it in decimal digits.",
        "{number}（{position} 文字目）は 16 進数や 2 進数のように見えます。10 進数で書いてください。",
    ),
    "formula.too_deep": (
        "The formula is nested too deeply: "
        "parentheses, signs, powers and functions go at most {most} levels deep.",
        "数式の入れ子が深すぎます。括弧、符号、べき乗、関数の入れ子は {most} 段以内にしてください。",
    ),
    "formula.too_large": (
        "The formula has {count} parts (numbers, names, signs and functions); at most {most} are read.",
        "数式の要素（数、名前、演算子、関数）が {count} 個あります。{most} 個以内にしてください。",
    ),
    "formula.too_many_variables": (
        "The formula has {count} variables ({names}); at most {most} are read.",
        "数式に変数が {count} 個あります（{names}）。{most} 個以内にしてください。",
    ),
    "formula.syntax": (
        "The formula cannot be read: write one such as (x - 1)^2 + 3*sin(y).",
        "数式を読み取れません。たとえば (x - 1)^2 + 3*sin(y) のように書いてください。",
    ),
    "formula.no_variable": (
        "{formula} has no variable, so there is nothing to change: write one such as (x - 1)^2.",
        "{formula} には変数がなく、動かせるものがありません。"
        "(x - 1)^2 のように変数を含む式を入力してください。",
    ),
    "formula.not_unary": (
        "Here a formula in x alone is needed, such as x^2, but {formula} has the variables {variables}.",
        "ここでは x^2 のように変数が x だけの式が必要ですが、{formula} の変数は {variables} です。",
    ),
    "formula.start_length": (
        "{formula} has {count} variable(s) ({variables}), but the start has {given} number(s): "
        "give one number for each variable, in this order.",
        "{formula} の変数は {count} 個（{variables}）ですが、初期値が {given} 個指定されています。"
        "この順に、変数ごとに 1 つずつ指定してください。",
    ),
    "formula.start_number": (
        "A start is a list of finite numbers up to 1e38 in size, one for each variable, but {given} came.",
        "初期値には、変数ごとに 1 つずつ、絶対値が 1e38 以下の有限の数を並べてください。"
        "受け取ったのは {given} です。",
    ),
    "formula.range": (
        "A range is two finite numbers, the lower one first, such as (-2, 2), but {given} came.",
        "範囲は (-2, 2) のように、有限の数 2 つを小さい順に指定してください。受け取ったのは {given} です。",
    ),
    "formula.note_negative_power": (
        "A negative number to a fractional power has no real value: "
        "write -(8^(1/3)) or cbrt(-8) for the cube root of -8.",
        "負の数の分数乗は実数になりません。-8 の 3 乗根なら -(8^(1/3)) か cbrt(-8) と書いてください。",
    ),
    "formula.note_power": (
        "A fractional power has no real value (NaN) where its base is negative: "
        "write cbrt(x) for a cube root that goes on there.",
        "分数乗は、底が負のところでは実数にならず NaN になります。負の数でも使える 3 乗根は cbrt(x) です。",
    ),
    "formula.note_variable_power": (
        "A power with a variable exponent has no real value (NaN) where its base is negative "
        "and the exponent is not a whole number.",
        "指数に変数があるべき乗は、底が負で指数が整数でないところでは実数にならず NaN になります。",
    ),
    "formula.note_domain": (
        "{function} has no real value (NaN) where its argument is negative.",
        "{function} は、引数が負のところでは実数にならず NaN になります。",
    ),
    "formula.note_flat": (
        "The gradient of {function} is 0 wherever it exists, so descent gets no direction from it.",
        "{function} の勾配は、存在するところではすべて 0 です。そのため、降りる方向の手がかりになりません。",
    ),
}
