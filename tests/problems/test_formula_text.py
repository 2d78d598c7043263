"""What a formula refuses: every sentence in both languages, and that nothing else ever comes out."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kudari.language import LANGUAGES, SENTENCES, InputError, formulas
from kudari.problems import formula_text
from kudari.problems.formula import read
from kudari.problems.formula_functions import ALIASES, CONSTANTS, FUNCTIONS, GREEK
from kudari.problems.formula_tree import analytic, notes

REFUSED = [
    ("", "empty", "empty", "空です"),
    ("   ", "empty", "empty", "空です"),
    ("x" * 501, "too_long", "501 characters", "501 文字"),
    ("２ｘ", "not_ascii", "２ → 2, ｘ → x", "２ → 2、ｘ → x"),
    ("2×x", "not_ascii", "× → *", "半角"),
    ("x÷2", "not_ascii", "÷ → /", "÷ → /"),
    ("x²", "not_ascii", "² → ^2", "² → ^2"),
    ("x₁", "not_ascii", "₁ → _1", "₁ → _1"),
    ("−x", "not_ascii", "− → -", "− → -"),
    ("xーy", "not_ascii", "ー → -", "ー → -"),
    ("（x＋1）", "not_ascii", "（ → (", "＋ → +"),
    ("x　+　1", "not_ascii", "space", "半角"),
    ("√x", "not_ascii", "√ → sqrt()", "√"),
    ("2π", "not_ascii", "π → pi", "π → pi"),
    ("sin θ", "not_ascii", "θ → theta", "θ → theta"),
    ("変数", "not_ascii_unknown", "変, 数", "変、数"),
    ("x²+数", "not_ascii_unknown", "数", "数"),
    ("x\ud800", "not_ascii_unknown", "U+D800", "U+D800"),
    ("x\u200by", "not_ascii_unknown", "U+200B", "U+200B"),
    ("x\n+1", "control", "Character 2", "2 文字目"),
    ("x\t+1", "control", "tab", "タブ"),
    ("x\0", "control", "Character 2", "制御文字"),
    ("y = x^2", "equals", "right-hand side", "右辺"),
    ("x := 2", "symbol", "The sign :", "記号 :"),
    ("x == 2", "comparison", "==", "比較"),
    ("x < 2", "comparison", "<", "比較"),
    ("x >= 2", "comparison", ">=", "比較"),
    ("x != 2", "comparison", "!=", "比較"),
    ("x // 2", "whole_division", "floor(a/b)", "floor(a/b)"),
    ("x % 2", "remainder", "a - b*floor(a/b)", "剰余"),
    ("x.real", "attribute", "character 2", "ピリオド"),
    ("x.", "attribute", "dot", "ピリオド"),
    ("'x'", "string", "quotation", "引用符"),
    ('x + "a"', "string", "character 5", "引用符"),
    ("[x for x in y]", "bracket", "[", "丸括弧"),
    ("{x}", "bracket", "{", "丸括弧"),
    ("x[0]", "bracket", "[", "丸括弧"),
    ("|x|", "bars", "abs(x)", "abs(x)"),
    ("3!", "symbol", "The sign !", "記号 !"),
    ("x & y", "symbol", "&", "&"),
    (r"\sin(x)", "symbol", "\\", "\\"),
    ("x; y", "symbol", ";", ";"),
    ("x # y", "symbol", "#", "#"),
    ("lambda x: x", "python_word", "lambda", "予約語"),
    ("x if y else z", "python_word", "if", "予約語"),
    ("(x for x in y)", "python_word", "for", "予約語"),
    ("not x", "python_word", "not", "予約語"),
    ("None", "python_word", "None", "予約語"),
    ("xy", "unknown_name", "x*y", "x*y"),
    ("x2y", "unknown_name", "x2*y", "x2*y"),
    ("sinx", "unknown_name", "sin(x)", "sin(x)"),
    ("sin2x", "unknown_name", "sin(2x)", "sin(2x)"),
    ("Pi", "unknown_name", "mean pi?", "pi のこと"),
    ("thta", "unknown_name", "theta", "theta"),
    ("e1", "unknown_name", "e1", "e1"),
    ("_", "unknown_name", "_", "_"),
    ("__class__", "unknown_name", "__class__", "__class__"),
    ("q" * 300, "unknown_name", "q" * 29 + "…", "q" * 29 + "…"),
    ("Sin(x)", "unknown_function", "mean sin?", "sin のこと"),
    ("sine(x)", "unknown_function", "mean sin?", "使える関数"),
    ("sqr(x)", "unknown_function", "x^2", "x^2"),
    ("eval(x)", "unknown_function", "eval", "eval"),
    ("__import__('os')", "unknown_function", "__import__", "__import__"),
    ("f(x)", "letter_called", "f*(…)", "f*(…)"),
    ("gamma(x)", "letter_called", "gamma*(…)", "gamma*(…)"),
    ("sin(x, y)", "arity", "1 argument(s)", "1 個"),
    ("atan2(x)", "arity", "2 argument(s)", "2 個"),
    ("atan2(x, y, z)", "arity", "got 3", "3 個"),
    ("max(x)", "arity_least", "at least 2", "2 個以上"),
    ("sin()", "function_alone", "sin(…)", "引数"),
    ("sin", "function_alone", "sin(…)", "引数"),
    ("2sin + 1", "function_alone", "sin(…)", "引数"),
    ("sin - x", "function_alone", "sin(…)", "引数"),
    ("sin *x", "function_alone", "sin(…)", "引数"),
    ("sin^2 x", "function_power", "sin(x)^2", "sin(x)^2"),
    ("sin^-1(x)", "function_power", "sin(x)^2", "sin(x)^2"),
    ("sin x y", "ambiguous_argument", "sin(2*x*y)", "sin(2*x*y)"),
    ("sin x/2", "ambiguous_argument", "parentheses", "括弧"),
    ("sin 2*x", "ambiguous_argument", "parentheses", "括弧"),
    ("sin 2(x+1)", "ambiguous_argument", "parentheses", "括弧"),
    ("ln 2 sin x", "ambiguous_argument", "parentheses", "括弧"),
    ("ln sin(x)^2", "ambiguous_argument", "parentheses", "括弧"),
    ("sin x^cos x", "ambiguous_argument", "parentheses", "括弧"),
    ("sin x^2^3", "ambiguous_argument", "parentheses", "括弧"),
    ("sin 2 3", "ambiguous_argument", "parentheses", "括弧"),
    ("1/2x", "ambiguous_division", "1/(2*x)", "1/(2*x)"),
    ("x/y(x+1)", "ambiguous_division", "(1/2)*x", "(1/2)*x"),
    ("1/sin x cos x", "ambiguous_division", "character 9", "9 文字目"),
    ("e^2x", "ambiguous_power", "e^(2*x)", "e^(2*x)"),
    ("e^-2x", "ambiguous_power", "character 5", "5 文字目"),
    ("sin e^2x", "ambiguous_power", "e^2*x", "e^2*x"),
    ("x 2", "missing_operator", "number 2", "数 2"),
    ("2 3", "missing_operator", "character 3", "3 文字目"),
    ("1..5", "missing_operator", "0.5", "0.5"),
    ("(x+1)2", "missing_operator", "character 6", "演算子"),
    ("*x", "nothing_before", "before *", "*（1 文字目）"),
    ("x + / y", "nothing_before", "before /", "前に"),
    ("(^2)", "nothing_before", "before **", "前に"),
    ("x +", "nothing_after", "after +", "+"),
    ("max(x,)", "nothing_after", "after ,", "後に"),
    ("(x-)", "nothing_after", "after -", "後に"),
    ("-", "nothing_after", "after -", "後に"),
    ("((x)", "not_closed", "character 1", "閉じられていません"),
    ("sin(x", "not_closed", "character 4", "4 文字目"),
    ("x)", "not_opened", "character 2", "2 文字目"),
    (")(", "not_opened", "character 1", "1 文字目"),
    ("()", "empty_parentheses", "character 1", "空です"),
    ("x + ()", "empty_parentheses", "character 5", "空です"),
    ("1,5", "comma", "1.5", "1.5"),
    ("max((x, y), 1)", "comma", "character 7", "コンマ"),
    ("1e39 x", "number_range", "1e39", "1e39"),
    ("1e-38 x", "number_range", "1e-37", "1e-37"),
    ("x^1e999999999", "number_range", "1e38", "1e38"),
    ("9" * 400, "number_range", "9" * 29 + "…", "範囲"),
    ("0." + "0" * 400 + "1", "number_range", "cannot be held", "範囲"),
    ("0x10", "hexadecimal", "0x10", "16 進数"),
    ("(" * 41 + "x" + ")" * 41, "too_deep", "40 levels", "40 段"),
    ("(" * 250 + ")" * 250, "too_deep", "40 levels", "40 段"),
    ("-" * 499 + "x", "too_deep", "40 levels", "40 段"),
    ("x**" * 160 + "x", "too_deep", "40 levels", "40 段"),
    ("sin " * 100 + "x", "too_deep", "40 levels", "40 段"),
    ("-sin(" * 21 + "x" + ")" * 21, "too_deep", "40 levels", "40 段"),
    ("x+" * 100 + "x", "too_large", "201 parts", "201 個"),
    ("x" + " x" * 110, "too_large", "221 parts", "221 個"),
    ("a+b+c+d+x+y+z+u+v", "too_many_variables", "9 variables", "9 個"),
]


@pytest.mark.parametrize(("text", "key", "english", "japanese"), REFUSED)
def test_refused_with_its_own_sentence(text, key, english, japanese):
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.key == f"formula.{key}"
    assert english in str(caught.value)
    assert japanese in caught.value.say("ja")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 40 + "x" + ")" * 40,
        "x+" * 99 + "x",
        "x" + "*x" * 99,
        "-" * 39 + "x",
        "a+b+c+d+x+y+z+u",
        "1e38x",
        "1e-37x",
        "0.000x",
        "x" + " " * 497 + "+1",
        "x+" + "1" * 38,
    ],
)
def test_what_the_limits_allow_is_read(text):
    assert read(text).variables


def test_every_sentence_stands_in_both_languages():
    for key, (english, japanese) in formulas.SENTENCES.items():
        assert key.startswith("formula.")
        assert SENTENCES[key] == (english, japanese)
        assert english.replace("…", "").isascii()
        assert any("ぁ" <= character <= "ん" for character in japanese), key
        assert english.count("{") == english.count("}")
        fields = [
            {piece.split("}")[0] for piece in sentence.split("{")[1:]} for sentence in (english, japanese)
        ]
        assert fields[0] == fields[1], key


def test_every_refusal_is_in_the_table():
    elsewhere = {"not_text", "syntax", "no_variable", "not_unary", "start_length", "start_number", "range"}
    keys = {key.removeprefix("formula.") for key in formulas.SENTENCES if ".note_" not in key}
    assert keys - elsewhere == {key for _, key, _, _ in REFUSED}


pieces = st.lists(
    st.sampled_from(
        [*FUNCTIONS, *ALIASES, *CONSTANTS, *GREEK, "x", "x1", "x_2", "f", "2", "0.5", "1e3", "if"]
    )
    | st.sampled_from("x2e+-*/^()(),  ²E.="),
    max_size=40,
).map("".join)


def refusal(text):
    """Why `text` is refused, "" where it is read; all that can be asked of it was asked."""
    try:
        found = read(text)
    except InputError as error:
        assert all(error.say(language) for language in LANGUAGES)  # noqa: PT017
        return error.key
    assert found.tex
    analytic(found.tree)
    notes(found.tree)
    return ""


@given(st.text(max_size=600) | pieces | st.text(alphabet="xe2.^*/+-() ,sin", max_size=60))
@settings(deadline=None, max_examples=500)
@example("9**9**9**9**9")
@example("x^" * 40 + "x")
@example("x" + "^9" * 39)
def test_any_text_is_read_or_refused_at_once(text):
    begin = time.perf_counter()
    key = refusal(text)
    assert time.perf_counter() - begin < 1
    # The rules say what is wrong before Python's parser would.
    assert key != "formula.syntax"


@pytest.mark.parametrize("problem", [SyntaxError, RecursionError, MemoryError])
def test_a_parser_that_gives_up_is_a_sentence(problem, monkeypatch):
    def gives_up(text, mode):
        raise problem

    monkeypatch.setattr("ast.parse", gives_up)
    with pytest.raises(InputError, match="cannot be read"):
        read("x + 123.25")


@pytest.mark.parametrize(
    "text",
    [
        "x.y",
        "x < y",
        "(x, y)",
        "x if y else z",
        "x & y",
        "~x",
        "f(x)",
        "'x'",
        "sin(*x)",
        "sin(x=y)",
        "3",
        "3j",
        "True",
        "...",
        "lambda: x",
        "(x := y)",
    ],
)
def test_the_tree_admits_nothing_that_slips_through(text, monkeypatch):
    monkeypatch.setattr("kudari.problems.formula_tree.python_text", lambda _: text)
    with pytest.raises(InputError):
        read(f"x + {abs(hash(text)) % 10**9}")


def test_python_text_is_plain():
    assert formula_text.python_text("2x^-y") == "2.0 * x ** - y"
