"""The sentences: both languages, the same blanks in both, none missing and none left over."""

import ast
import re
import string
from pathlib import Path

import pytest

from kudari.descent.measures import MEASURES
from kudari.diagnosis.causes import CAUSES
from kudari.gradients.estimators import ESTIMATORS
from kudari.language import LANGUAGES, SENTENCES, InputError, Phrase, nearest, preferred_language, say
from kudari.methods.catalogue import METHODS
from kudari.methods.schedules import SCHEDULES
from kudari.problems import PROBLEMS
from kudari.problems.datasets import DATASETS
from kudari.problems.surfaces import SURFACES
from kudari.studies import STUDIES
from kudari.suites import SUITES

SOURCE = Path(__file__).parent.parent / "src" / "kudari"
SCRIPTS = sorted(path for path in SOURCE.rglob("*.js") if path.parent.name != "vendor")
KEY = re.compile(r"[a-z_]+(\.[a-zA-Z0-9_-]+)+")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

LISTED = {
    "studies": STUDIES,
    "problems": PROBLEMS,
    "surfaces": SURFACES,
    "method": METHODS,
    "schedule": SCHEDULES,
    "gradients": ESTIMATORS,
    "data_sets": DATASETS,
    "measures": MEASURES,
    "suites": SUITES,
}
"""What `kudari list` describes: area of the sentences -> names."""


def blanks(sentence: str) -> set[str]:
    return {
        field.split("[")[0].split(".")[0] for _, field, _, _ in string.Formatter().parse(sentence) if field
    }


def test_every_sentence_is_a_pair() -> None:
    for key, sentence in SENTENCES.items():
        assert KEY.fullmatch(key), key
        assert isinstance(sentence, tuple), key
        assert len(sentence) == len(LANGUAGES), key


def test_the_same_values_fill_both_languages() -> None:
    differing = {
        key: (blanks(english), blanks(japanese))
        for key, (english, japanese) in SENTENCES.items()
        if blanks(english) != blanks(japanese)
    }
    assert not differing


def test_each_language_is_itself() -> None:
    for key, (english, japanese) in SENTENCES.items():
        assert not JAPANESE.search(english), key
        # Commas and brackets between values may be the same; words may not.
        if re.search(r"[a-zA-Z]", re.sub(r"{[^}]*}", "", english)):
            assert JAPANESE.search(japanese), key
            assert english == english.strip(), key
            assert japanese == japanese.strip(), key


def test_no_table_takes_the_key_of_another() -> None:
    keys: list[str] = []
    for path in (SOURCE / "language").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
                keys += [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
    assert sorted(keys) == sorted(SENTENCES)


def written() -> tuple[set[str], set[str]]:
    """(every text in the source outside the tables, the beginnings of keys that are put together)."""
    texts, beginnings = set(), set()
    for path in SOURCE.rglob("*.py"):
        if path.parent.name == "language" and path.name not in ("__init__.py", "words.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(first := node.values[0], ast.Constant):
                beginnings |= (
                    {str(first.value)} if re.fullmatch(r"[a-z_.]+\.[a-z_]*", str(first.value)) else set()
                )
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        texts |= set(re.findall(r"""["'`]([\w.-]+)["'`]""", text))
        beginnings |= set(re.findall(r"`(page\.[\w.]*)\$\{", text))
    return texts, beginnings


def called() -> set[str]:
    """The literal keys given to `say`, `Phrase` and `InputError`."""
    keys = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            function = (
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            )
            if function in ("say", "Phrase", "InputError") and isinstance(node.args[0].value, str):
                keys.add(node.args[0].value)
    for path in SCRIPTS:
        keys |= set(re.findall(r"""\bt\(["'`](page\.[\w.-]+)["'`][,)]""", path.read_text("utf-8")))
    # `error.say("ja")` names a language, not a sentence.
    return {key for key in keys if "." in key}


def test_every_key_that_is_used_exists() -> None:
    used = called()
    assert len(used) > 100
    assert not used - set(SENTENCES)


def test_every_key_that_exists_is_used() -> None:
    """A key stands in the source whole, or as a beginning there and an end that stands there too."""
    texts, beginnings = written()
    listed = {f"{area}.{name}" for area, names in LISTED.items() for name in names}
    unknown = {f"unknown.{kind}" for kind in kinds_of_names()}
    made = {f"{beginning}{text}" for beginning in beginnings - {"unknown."} for text in texts}
    made |= {f"chart.{text}_of" for text in texts}
    # A cause may have several sentences, told apart by the variant that it names.
    made |= {f"{kind}.{cause}_{text}" for kind in ("cause", "try") for cause in CAUSES for text in texts}
    patterns = patterns_of_the_page()
    made |= {key for key in SENTENCES if any(pattern.fullmatch(key) for pattern in patterns)}
    assert not set(SENTENCES) - texts - listed - unknown - made


def patterns_of_the_page() -> list[re.Pattern[str]]:
    """Keys of the page that are put together of several parts, with a word for each part that is filled in."""
    made = set()
    for path in SCRIPTS:
        made |= set(re.findall(r"`(page\.[\w.]*\$\{[^`]*)`", path.read_text("utf-8")))
    wholes = {re.sub(r"\$\{[^}]*\}", "{}", text) for text in made}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
                wholes |= {"".join(parts)} if parts[0].startswith(("page.", "views.")) else set()
    several = {whole for whole in wholes if whole.count("{}") > 1 or not whole.endswith("{}")}
    return [re.compile(re.escape(whole).replace(r"\{\}", r"[\w.-]+")) for whole in several]


@pytest.mark.parametrize("area", LISTED)
def test_every_name_that_can_be_listed_has_its_line(area: str) -> None:
    lines = {key.removeprefix(f"{area}.") for key in SENTENCES if key.startswith(f"{area}.")}
    assert not set(LISTED[area]) - lines


def kinds_of_names() -> set[str]:
    """`one_of(kind, …)` makes its key from the kind."""
    kinds = set()
    for path in SOURCE.rglob("*.py"):
        kinds |= set(re.findall(r'one_of\(\s*"(\w+)"', path.read_text("utf-8")))
    return kinds


def test_unknown_names_of_every_kind_have_a_sentence() -> None:
    kinds = kinds_of_names()
    assert kinds >= {"problem", "measure", "field", "setting", "stop", "order", "precision"}
    assert not {f"unknown.{kind}" for kind in kinds} - set(SENTENCES)


def test_lists_and_sentences_within_a_sentence_speak_its_language() -> None:
    inner = Phrase("type.list", of=Phrase("type.int"))
    error = InputError("study.value", field="hidden", came="abc", expected=inner)
    assert (
        str(error) == error.say("en") == "hidden is 'abc', but it must be a list, each entry a whole number."
    )
    assert "整数の並び" in error.say("ja")
    assert say("study.no_problem", "en", exists=["a", "b"]).endswith("a, b.")
    assert "a、b" in say("study.no_problem", "ja", exists=("a", "b"))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({"KUDARI_LANGUAGE": "ja", "LC_ALL": "en_US.UTF-8"}, "ja"),
        ({"KUDARI_LANGUAGE": "", "LANG": "ja"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_terminal_tells_the_language(environment: dict[str, str], language: str) -> None:
    assert preferred_language(environment) == language


def test_the_nearest_name_is_offered() -> None:
    assert nearest("adm", ["gd", "adam"]) == "adam"
    assert nearest("qqqqqq", ["gd", "adam"]) == "gd"
    assert nearest("adam", {}) == ""
