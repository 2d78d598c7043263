"""A user's own table: read right against pandas and scikit-learn, refused exactly."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from kudari.language import LANGUAGES, InputError
from kudari.problems import tables
from kudari.problems.dataset import stratified
from kudari.problems.tables import read_table

GOOD = "a,b,kind\n1,10,x\n2,20,y\n3,10,x\n4,50,y\n5,0.5,x\n"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def same(first: tables.Dataset, second: tables.Dataset) -> bool:
    arrays = ("train_inputs", "train_labels", "test_inputs", "test_labels")
    alike = all(np.array_equal(getattr(first, name), getattr(second, name)) for name in arrays)
    return alike and (first.classes, first.features) == (second.classes, second.features)


@pytest.mark.parametrize("held_out", [0.2, 0.5])
def test_a_table_is_what_pandas_and_scikit_learn_make_of_it(tmp_path: Path, held_out: float) -> None:
    random = np.random.default_rng(5)
    frame = pd.DataFrame(random.normal(3, 50, (60, 3)), columns=["length", "幅", "depth (cm)"])
    frame.insert(1, "種類", random.choice(["桜", "b", "A", "10"], 60))
    frame.to_csv(tmp_path / "flowers.csv", index=False)
    dataset = read_table(tmp_path / "flowers.csv", "種類", held_out=held_out)

    classes = sorted(set(frame["種類"]))
    labels = np.array([classes.index(name) for name in frame["種類"]])
    inputs = frame[["length", "幅", "depth (cm)"]].to_numpy()
    train, test = stratified(labels, held_out)
    scaler = StandardScaler().fit(inputs[train])
    assert dataset.name == "flowers"
    assert dataset.classes == tuple(classes)
    assert dataset.features == ("length", "幅", "depth (cm)")
    assert dataset.image is None
    np.testing.assert_allclose(dataset.train_inputs, scaler.transform(inputs[train]), atol=1e-11)
    np.testing.assert_allclose(dataset.test_inputs, scaler.transform(inputs[test]), atol=1e-11)
    np.testing.assert_array_equal(dataset.train_labels, labels[train])
    np.testing.assert_array_equal(dataset.test_labels, labels[test])
    assert dataset.train_labels.dtype == np.int32
    assert not dataset.train_inputs.flags.writeable


FORMS = {
    "byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "semicolons": GOOD.replace(",", ";"),
    "tabs": GOOD.replace(",", "\t"),
    "Windows line ends": GOOD.replace("\n", "\r\n"),
    "old Macintosh line ends": GOOD.replace("\n", "\r"),
    "no last line end": GOOD.rstrip(),
    "blank lines": "\n" + GOOD.replace("\n", "\n\n") + "  \n",
    "blanks around cells": GOOD.replace(",", " , "),
    "quoted cells": "\n".join(",".join(f'"{c}"' for c in row.split(",")) for row in GOOD.split("\n")[:-1]),
    "other spellings of numbers": GOOD.replace("10", "1e1").replace("0.5", "+.5"),
    "commas in the names": GOOD.replace(",", ";").replace("a;", '"a";'),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_the_file_does_not_matter(tmp_path: Path, form: str) -> None:
    plain = read_table(written(tmp_path, GOOD), "kind")
    assert same(read_table(written(tmp_path, FORMS[form]), "kind"), plain)
    assert same(read_table(written(tmp_path, FORMS[form])), plain)
    assert plain.train_inputs.any()


def test_the_last_column_is_the_target_where_none_is_named_and_features_may_be_chosen(tmp_path: Path) -> None:
    path = written(tmp_path, "name,b,a,kind\nann,1,5,x\nbob,2,6,y\ncy,3,7,x\ndi,5,9,y\n")
    chosen = read_table(path, features=["a", " b ", "a"])
    assert chosen.features == ("a", "b")
    assert chosen.classes == ("x", "y")
    assert read_table(path, " kind ", features=["b"]).features == ("b",)


@pytest.mark.parametrize("header", ["0,1,kind", "pixel 0,pixel 1,kind", "2021,2020,kind"])
def test_whole_numbers_may_be_names(tmp_path: Path, header: str) -> None:
    path = written(tmp_path, GOOD.replace("a,b,kind", header))
    assert read_table(path, "kind").features == tuple(header.split(",")[:2])


def test_a_constant_column_becomes_zero(tmp_path: Path) -> None:
    rows = "".join(f"0.1,{i},{'xy'[i % 2]}\n" for i in range(20))
    dataset = read_table(written(tmp_path, "a,b,kind\n" + rows), "kind")
    assert not dataset.train_inputs[:, 0].any()
    assert not dataset.test_inputs[:, 0].any()
    assert dataset.train_inputs[:, 1].std() == pytest.approx(1)


KANJI = "高さ,幅,種類\n1,2,桜\n3,4,梅\n5,6,桜\n7,8,梅\n"

REFUSALS = {
    "empty": ("", {}, "data.table_empty", []),
    "blank": ("\n  \n", {}, "data.table_empty", []),
    "an empty cell": ('""\n', {}, "data.table_empty", []),
    "mark alone": (b"\xef\xbb\xbf", {}, "data.table_empty", []),
    "header only": ("a,b,kind\n", {}, "data.table_no_rows", []),
    "one column": ("a\nx\ny\n", {}, "data.table_one_column", ["a"]),
    "another delimiter": (GOOD.replace(",", "|"), {}, "data.table_one_column", ["a|b|kind"]),
    "Shift_JIS": (KANJI.encode("shift_jis"), {}, "data.table_encoding", ["UTF-8", "0", "0x8D"]),
    "EUC-JP": (b"a," + KANJI.encode("euc_jp"), {}, "data.table_encoding", ["UTF-8", "2", "0xB9"]),
    "Latin-1": (GOOD.replace("a,", "é,").encode("latin-1"), {}, "data.table_encoding", ["0", "0xE9"]),
    "late wrong byte": (
        GOOD.encode() + b"6,7,\xff\n",
        {},
        "data.table_encoding",
        [str(len(GOOD) + 4), "0xFF"],
    ),
    "UTF-16": (GOOD.encode("utf-16"), {}, "data.table_encoding", ["0", "0xFF"]),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), {}, "data.table_encoding", ["1", "0x00"]),
    "unknown target": (GOOD, {"target": "kin"}, "data.table_column", ["kin", "kind", "a", "b"]),
    "empty target": (GOOD, {"target": ""}, "data.table_column", ["kind"]),
    "target's case": (GOOD, {"target": "KIND"}, "data.table_column", ["KIND", "kind"]),
    "unknown feature": (GOOD, {"features": ["a", "c"]}, "data.table_column", ["c", "a"]),
    "no feature": (GOOD, {"features": []}, "data.table_no_features", ["kind"]),
    "target as feature": (GOOD, {"features": ["a", "kind"]}, "data.table_target_feature", ["kind"]),
    "share": (GOOD, {"held_out": 1}, "data.held_out", ["1"]),
    "long row": (GOOD + "6,7,x,8\n", {}, "data.table_ragged", ["7", "4", "3"]),
    "short row": (GOOD + "\n6,x\n", {}, "data.table_ragged", ["8", "2", "3"]),
    "after a cell of two lines": (GOOD + '6,7,"x\ny"\n1\n', {}, "data.table_ragged", ["9", "1", "3"]),
    "trailing comma": (GOOD.replace("\n", ",\n"), {}, "data.table_unnamed", ["4", "1"]),
    "index column": ("," + GOOD.replace("\n", "\n0,").rstrip("0,"), {}, "data.table_unnamed", ["1"]),
    "twice": ("a,b,a,kind\n1,2,3,x\n", {}, "data.table_twice", ["a"]),
    "twice but for blanks": ("a,b, b,kind\n1,2,3,x\n", {}, "data.table_twice", ["b"]),
    "no header": (GOOD[9:].replace("1,10", "1.5,10", 1), {}, "data.table_header", ["1.5", "10", "x"]),
    "no header, numbers": ("1,2,3\n4,5,6\n", {}, "data.table_header", ["1", "2", "3"]),
    "open quotation mark": (GOOD + '6,"7,x\n8,9,y\n', {}, "data.table_malformed", ["6"]),
    "text after quotation mark": (GOOD + '6,"7"0,x\n', {}, "data.table_malformed", ["6"]),
    "missing cell": (GOOD + "6,,x\n", {}, "data.table_cells", ["1", "7", "b"]),
    "text": (GOOD + "6,tall,x\n", {}, "data.table_cells", ["1", "7", "b", "tall"]),
    "decimal comma": (
        GOOD.replace(",", ";").replace("0.5", "0,5"),
        {},
        "data.table_cells",
        ["6", "b", "0,5"],
    ),
    "infinity": (GOOD + "-inf,7,x\n", {}, "data.table_cells", ["7", "a", "-inf"]),
    "overflow": (GOOD + "1e999,7,x\n", {}, "data.table_cells", ["1e999"]),
    "not a number": (GOOD + "6,NaN,x\n", {}, "data.table_cells", ["NaN"]),
    "underscore": (GOOD + "6,1_000,x\n", {}, "data.table_cells", ["1_000"]),
    "date": (GOOD + "6,2020-01-01,x\n", {}, "data.table_cells", ["2020-01-01"]),
    "many cells": (
        GOOD + "p,q,x\nr,,y\n" * 4,
        {},
        "data.table_cells",
        ["16", "4", "7", "8", "p", "q", "r", "…"],
    ),
    "text feature": (GOOD, {"target": "a"}, "data.table_cells", ["5", "kind", "2", "3", "4"]),
    "no class": (GOOD + "6,7,\n8,9, \n", {}, "data.table_no_class", ["kind", "2", "7", "8"]),
    "one class": (GOOD.replace("y", "x"), {}, "data.table_one_class", ["kind", "x"]),
    "rare class": (GOOD + "6,7,zebra\n", {}, "data.table_rare", ["kind", "1", "zebra"]),
    "measured target": (
        GOOD,
        {"target": "a", "features": ["b"]},
        "data.table_rare",
        ["5", "1", "2", "3", "…"],
    ),
    "huge cell": (GOOD + "6,7," + "x" * 200_000, {}, "data.table_malformed", ["6"]),
    "long names": ("k" * 5000 + ",b\n1,2\n", {"target": "c"}, "data.table_column", ["kkk…", "b"]),
    "control characters": (
        GOOD + "6,\x1b[31m,x\n",
        {},
        "data.table_cells",
        ["\N{REPLACEMENT CHARACTER}[31m"],
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_is_no_such_table_is_refused_in_both_languages(tmp_path: Path, case: str) -> None:
    content, choice, key, words = REFUSALS[case]
    with pytest.raises(InputError) as refusal:
        read_table(written(tmp_path, content), **choice)
    assert refusal.value.key == key
    for language in LANGUAGES:
        sentence = refusal.value.say(language)
        if key != "data.held_out":
            assert "table.csv" in sentence
        rest = sentence.replace(str(tmp_path), "")
        assert len(rest) < 500
        assert "\x1b" not in rest
        for word in words:
            assert word in rest, word


def test_places_are_told_in_the_language_of_the_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        read_table(written(tmp_path, GOOD + "6,tall,x\n,8,y\n"))
    assert "2 cells in" in refusal.value.say("en")
    assert "(1 of them empty): row 7, column b: 'tall', row 8, column a: empty." in refusal.value.say("en")
    assert "7 行目の b 列「tall」、8 行目の a 列（空）。" in refusal.value.say("ja")


@pytest.mark.parametrize("place", ["nothing.csv", "", "/dev/null"])
def test_what_is_not_a_file_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_table(tmp_path / place)
    assert refusal.value.key == "data.no_file"
    assert all(str(tmp_path / place) in refusal.value.say(language) for language in LANGUAGES)


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, GOOD)
    monkeypatch.setattr(tables, "LARGEST", len(GOOD))
    read_table(path)
    monkeypatch.setattr(tables, "LARGEST", len(GOOD) - 1)
    with pytest.raises(InputError) as refusal:
        read_table(path)
    assert refusal.value.key == "data.table_large"
    assert all(str(len(GOOD)) in refusal.value.say(language) for language in LANGUAGES)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)") as refusal:
        read_table(written(tmp_path, GOOD))
    assert "Permission denied" in refusal.value.say("ja")


@settings(deadline=None, max_examples=150)
@given(content=st.text(alphabet='ab1.,;\t"\n\r x-\N{SNOWMAN}', max_size=60) | st.binary(max_size=60))
def test_any_content_makes_a_sound_data_set_or_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp(), content)
    try:
        dataset = read_table(path)
    except InputError as refusal:
        refusal.say("ja")
        return
    assert np.isfinite(dataset.train_inputs).all()
    assert len(dataset.classes) >= 2


@settings(deadline=None, max_examples=40)
@given(
    rows=st.lists(
        st.tuples(
            st.floats(allow_nan=False, allow_infinity=False),
            st.text(alphabet='ab ,;"\n\N{SNOWMAN}', min_size=1, max_size=4).filter(lambda text: text.strip()),
        ),
        min_size=2,
        max_size=12,
    )
)
def test_what_pandas_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, str]]
) -> None:
    frame = pd.DataFrame([*rows, *rows, (0.0, "z"), (1.0, "z")], columns=["a", "kind"])
    buffer = io.StringIO()
    frame.to_csv(buffer, index=False)
    dataset = read_table(written(tmp_path_factory.getbasetemp(), buffer.getvalue()))
    classes = sorted({text.strip() for text in frame["kind"]})
    assert dataset.classes == tuple(classes)
    labels = np.array([classes.index(text.strip()) for text in frame["kind"]])
    train, test = stratified(labels, 0.2)
    np.testing.assert_array_equal(dataset.train_labels, labels[train])
    np.testing.assert_array_equal(dataset.test_labels, labels[test])
    # Standardising keeps the order of a column, unless it is constant among the rows to learn from.
    values = frame["a"].to_numpy()[train]
    if dataset.train_inputs.any():
        order = np.argsort(values, kind="stable")
        assert (np.diff(dataset.train_inputs[order, 0]) >= 0).all()
    assert np.isfinite(dataset.train_inputs).all()
    assert np.isfinite(dataset.test_inputs).all()
