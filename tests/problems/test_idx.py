"""IDX files: read right, refused exactly, found, downloaded from a server on this machine; the real MNIST."""

import gzip
import hashlib
import os
import socket
import struct
import threading
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kudari.language import LANGUAGES, InputError
from kudari.problems import datasets, idx, published
from kudari.problems.idx import read_examples, read_idx
from kudari.problems.published import FILES, SOURCES, Published, Source, fetch, find, read_source

TRAIN, TEST = 7, 4
PIXELS = np.random.default_rng(1).integers(0, 256, (TRAIN + TEST, 2, 3), np.uint8)
LABELS = np.random.default_rng(2).integers(0, 10, TRAIN + TEST, np.uint8)


def idx_bytes(array: np.ndarray) -> bytes:
    sizes = b"".join(struct.pack(">I", size) for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


CONTENT = dict(
    zip(
        FILES,
        map(idx_bytes, (PIXELS[:TRAIN], LABELS[:TRAIN], PIXELS[TRAIN:], LABELS[TRAIN:])),
        strict=True,
    )
)
PACKED = {name: gzip.compress(content, mtime=0) for name, content in CONTENT.items()}


def put(folder: Path, packed: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(PACKED[name] if packed else CONTENT[name])
    return folder


def source_at(url: str, name: str = "tiny") -> Source:
    sums = {f: Published(len(c), hashlib.sha256(c).hexdigest()) for f, c in PACKED.items()}
    return Source(name=name, url=url, classes=published.DIGITS, files=sums)


NOWHERE = source_at("http://127.0.0.1:9/")


def said(refusal: pytest.ExceptionInfo[InputError], key: str, *words: object) -> None:
    assert refusal.value.key == key
    for language in LANGUAGES:
        sentence = refusal.value.say(language)
        for word in words:
            assert str(word) in sentence, (language, word)


def assert_tiny(parts: tuple[idx.Examples, idx.Examples]) -> None:
    for part, rows in zip(parts, (slice(0, TRAIN), slice(TRAIN, None)), strict=True):
        np.testing.assert_array_equal(part.images, PIXELS[rows].reshape(-1, 6))
        np.testing.assert_array_equal(part.labels, LABELS[rows])
        assert part.images.dtype == np.uint8
        assert part.labels.dtype == np.int32
        assert part.shape == (2, 3)


# Reading


@settings(deadline=None, max_examples=50)
@given(
    array=arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=4, max_side=6)),
    packed=st.booleans(),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, array: np.ndarray, packed: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "array"
    path.write_bytes(gzip.compress(idx_bytes(array)) if packed else idx_bytes(array))
    np.testing.assert_array_equal(read_idx(path, array.ndim), array)


def test_more_than_a_chunk_is_read_whole(tmp_path: Path) -> None:
    array = np.random.default_rng(3).integers(0, 256, 2**20 * 2 + 5, np.uint8)
    (tmp_path / "array").write_bytes(gzip.compress(idx_bytes(array), 1))
    np.testing.assert_array_equal(read_idx(tmp_path / "array", 1), array)


IMAGES = CONTENT[FILES[0]]
FORGED = bytes([0, 0, 8, 3]) + struct.pack(">III", 2**31, 2**31, 2**31) + bytes(10)
BEYOND = bytes([0, 0, 8, 3]) + struct.pack(">III", 1000, 1000, 1000) + bytes(10)

BROKEN = {
    "empty": (b"", "data.idx_empty", []),
    "empty inside gzip": (gzip.compress(b""), "data.idx_empty", []),
    "two bytes": (b"\0\0", "data.idx_magic", ["00 00", "00 00 08 03"]),
    "another file": (b"\x89PNG\r\n", "data.idx_magic", ["89 50 4e 47"]),
    "text": (b"label,pixel", "data.idx_magic", ["6c 61 62 65"]),
    "floats": (b"\0\0\x0d\3" + IMAGES[4:], "data.idx_magic", ["00 00 0d 03"]),
    "labels": (CONTENT[FILES[1]], "data.idx_labels_came", ["00 00 08 01", "00 00 08 03"]),
    "colour images": (b"\0\0\x08\4" + IMAGES[4:], "data.idx_magic", ["00 00 08 04"]),
    "half a header": (IMAGES[:9], "data.idx_header", [9, 16]),
    "no images": (b"\0\0\x08\3" + struct.pack(">III", 0, 2, 3), "data.idx_zero", ["0×2×3"]),
    "no width": (b"\0\0\x08\3" + struct.pack(">III", 5, 2, 0), "data.idx_zero", ["5×2×0"]),
    "cut off": (IMAGES[:-1], "data.idx_short", [42, 41]),
    "cut off inside gzip": (gzip.compress(IMAGES[:-1]), "data.idx_short", [42, 41]),
    "cut off at the header": (IMAGES[:16], "data.idx_short", [42, " 0"]),
    "forged": (FORGED, "data.idx_large", [2**93, 2**30]),
    "forged inside gzip": (gzip.compress(FORGED), "data.idx_large", [2**93, 2**30]),
    "beyond the file": (BEYOND, "data.idx_short", [10**9, 10]),
    "beyond any gzip": (gzip.compress(BEYOND), "data.idx_short", [10**9]),
    "one byte more": (IMAGES + b"\0", "data.idx_trailing", [42]),
    "one byte more inside gzip": (gzip.compress(IMAGES + b"\0"), "data.idx_trailing", [42]),
    "two gzip members": (PACKED[FILES[0]] * 2, "data.idx_trailing", [42]),
    "gzip cut off": (PACKED[FILES[0]][:-9], "data.idx_gzip", []),
    "gzip without its sum": (PACKED[FILES[0]][:-8], "data.idx_gzip", []),
    "gzip with a wrong sum": (PACKED[FILES[0]][:-8] + bytes(8), "data.idx_gzip", []),
    "gzip header alone": (b"\x1f\x8b", "data.idx_gzip", []),
    "gzip damaged": (PACKED[FILES[0]][:10] + b"\xff" * 40, "data.idx_gzip", []),
    "gzip and then rubbish": (PACKED[FILES[0]] + b"rubbish", "data.idx_gzip", []),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_in_both_languages(tmp_path: Path, case: str) -> None:
    content, key, words = BROKEN[case]
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(content)
    with pytest.raises(InputError) as refusal:
        read_idx(path, 3)
    said(refusal, key, path, *words)


def test_images_given_as_labels_are_named(tmp_path: Path) -> None:
    (tmp_path / "labels").write_bytes(IMAGES)
    with pytest.raises(InputError) as refusal:
        read_idx(tmp_path / "labels", 1)
    said(refusal, "data.idx_images_came", "00 00 08 03", "00 00 08 01")


def test_a_gzip_bomb_is_not_unpacked_and_a_forged_size_not_allocated(tmp_path: Path) -> None:
    bomb = gzip.compress(IMAGES + bytes(2**27), 9)
    forged = bytes([0, 0, 8, 3]) + struct.pack(">III", 2**10, 2**10, 2**9)
    for name, content, key in (
        ("bomb", bomb, "data.idx_trailing"),
        ("plain", forged + bytes(1000), "data.idx_short"),
        ("packed", gzip.compress(forged + bytes(1000)), "data.idx_short"),
    ):
        (tmp_path / name).write_bytes(content)
        tracemalloc.start()
        try:
            with pytest.raises(InputError) as refusal:
                read_idx(tmp_path / name, 3)
            assert tracemalloc.get_traced_memory()[1] < 4 * 2**20, name
        finally:
            tracemalloc.stop()
        said(refusal, key)


@settings(deadline=None, max_examples=150)
@given(place=st.integers(0, 120), value=st.integers(0, 255), packed=st.booleans())
def test_a_changed_byte_never_does_worse_than_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int, packed: bool
) -> None:
    content = bytearray(PACKED[FILES[0]] if packed else IMAGES)
    content[place % len(content)] = value
    path = tmp_path_factory.getbasetemp() / "changed"
    path.write_bytes(content)
    try:
        came = read_idx(path, 3)
    except InputError as refusal:
        refusal.say("ja")
        return
    assert came.size == 42


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        read_idx(tmp_path, 3)
    said(refusal, "data.unreadable", tmp_path)


PAIRS = {
    "fewer labels": (PIXELS[:5], LABELS[:4], "data.idx_counts", [5, 4]),
    "label beyond": (PIXELS[:3], np.array([9, 0, 10], np.uint8), "data.idx_label", [3, 10, 9]),
    "first of two beyond": (PIXELS[:3], np.array([0, 200, 255], np.uint8), "data.idx_label", [2, 200, 9]),
}


@pytest.mark.parametrize("case", PAIRS)
def test_images_and_labels_that_do_not_fit_are_refused(tmp_path: Path, case: str) -> None:
    pixels, labels, key, words = PAIRS[case]
    (tmp_path / "images").write_bytes(idx_bytes(pixels))
    (tmp_path / "labels").write_bytes(idx_bytes(labels))
    with pytest.raises(InputError) as refusal:
        read_examples(tmp_path / "images", tmp_path / "labels", 10)
    said(refusal, key, tmp_path / "labels", *words)


# Finding


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("inside", ["", "tiny"])
def test_files_are_found_in_the_folder_or_in_one_of_the_sets_name(
    tmp_path: Path, packed: bool, inside: str
) -> None:
    put(tmp_path / inside, packed)
    # Both the cache and the server are out of reach: the folder must do.
    assert_tiny(read_source(NOWHERE, tmp_path, tmp_path / "no cache"))
    assert not (tmp_path / "no cache").exists()


def test_the_sets_own_folder_goes_first(tmp_path: Path) -> None:
    put(tmp_path)
    put(tmp_path / "tiny")
    paths = find(NOWHERE, tmp_path)
    assert paths is not None
    assert {path.parent for path in paths} == {tmp_path / "tiny"}
    assert [path.name for path in paths] == [f"{name}.gz" for name in FILES]


def test_a_folder_with_some_of_the_files_is_refused(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / f"{FILES[1]}.gz").unlink()
    (tmp_path / f"{FILES[3]}.gz").unlink()
    with pytest.raises(InputError) as refusal:
        read_source(NOWHERE, tmp_path, tmp_path)
    said(refusal, "data.idx_missing", tmp_path, FILES[1], FILES[3], "tiny")
    assert FILES[0] not in str(refusal.value)


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        read_source(NOWHERE, tmp_path / "gone", put(tmp_path / "tiny").parent)
    said(refusal, "data.no_folder", tmp_path / "gone", "--data")


def test_images_of_two_sizes_are_refused(tmp_path: Path) -> None:
    put(tmp_path, packed=False)
    (tmp_path / FILES[2]).write_bytes(idx_bytes(PIXELS[TRAIN:].reshape(TEST, 3, 2)))
    with pytest.raises(InputError) as refusal:
        read_source(NOWHERE, tmp_path)
    said(refusal, "data.idx_shapes", "2×3", "3×2", FILES[0], FILES[2])


def test_another_sets_published_files_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "SOURCES", {"tiny": NOWHERE})
    put(tmp_path)
    with pytest.raises(InputError) as refusal:
        find(source_at("", "other"), tmp_path)
    said(refusal, "data.idx_other", tmp_path, "tiny", "other")
    assert find(NOWHERE, tmp_path)


# Downloading


class Server(ThreadingHTTPServer):
    """Serves what `answers` holds; counts what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = dict(PACKED)
        self.asked: list[str] = []
        self.cut = False
        self.chunked = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.removeprefix("/").removesuffix(".gz")
        self.server.asked.append(name)
        self.close_connection = True
        if name not in self.server.answers:
            self.send_error(404)
            return
        content = self.server.answers[name]
        self.send_response(200)
        if self.server.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            content = b"%x\r\n" % len(content) + content + b"\r\n0\r\n\r\n"
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if self.server.cut else content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_missing_is_downloaded_once_and_kept(server: Server, tmp_path: Path, chunked: bool) -> None:
    server.chunked = chunked
    source, cache = source_at(server.url), tmp_path / "a" / "cache"
    assert_tiny(read_source(source, None, cache))
    assert server.asked == list(FILES)
    assert sorted(os.listdir(cache / "tiny")) == sorted(f"{name}.gz" for name in FILES)
    assert_tiny(read_source(source, None, cache))
    # A folder that has none of the files is passed over.
    assert_tiny(read_source(source, tmp_path, cache))
    assert server.asked == list(FILES)


def test_a_file_damaged_in_the_cache_is_downloaded_again(server: Server, tmp_path: Path) -> None:
    put(tmp_path / "tiny")
    for place, content in ((1, b"rubbish"), (2, PACKED[FILES[2]][:-1] + b"\1")):
        (tmp_path / "tiny" / f"{FILES[place]}.gz").write_bytes(content)
    assert_tiny(read_source(source_at(server.url), None, tmp_path))
    assert server.asked == [FILES[1], FILES[2]]


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        (PACKED[FILES[0]][:-1] + b"\1", str(len(PACKED[FILES[0]]))),
        (b"<html>Please log in</html>", "26"),
        (b"", "0"),
        (PACKED[FILES[0]] + bytes(10**6), f"{len(PACKED[FILES[0]]) + 1}+"),
    ],
    ids=["one byte changed", "a page to log in", "nothing", "too much"],
)
def test_what_is_not_the_published_file_is_not_kept(
    server: Server, tmp_path: Path, answer: bytes, came: str
) -> None:
    server.answers[FILES[0]] = answer
    source = source_at(server.url)
    with pytest.raises(InputError) as refusal:
        fetch(source, tmp_path)
    expected = source.files[FILES[0]]
    said(refusal, "data.download_wrong", f"{server.url}{FILES[0]}.gz", came, expected.size, expected.sha256)
    assert not list(tmp_path.rglob("*ubyte*"))


@pytest.mark.parametrize("chunked", [False, True])
def test_half_a_transfer_is_not_kept(server: Server, tmp_path: Path, chunked: bool) -> None:
    server.cut, server.chunked = True, chunked
    with pytest.raises(InputError) as refusal:
        fetch(source_at(server.url), tmp_path)
    said(refusal, "data.download_wrong", FILES[0], len(PACKED[FILES[0]]))
    assert not list(tmp_path.rglob("*ubyte*"))


def test_what_is_complete_is_kept_where_a_later_file_fails(server: Server, tmp_path: Path) -> None:
    del server.answers[FILES[2]]
    with pytest.raises(InputError) as refusal:
        fetch(source_at(server.url), tmp_path)
    said(refusal, "data.offline", "HTTP 404", f"{FILES[2]}.gz", "--data", "tiny", *FILES)
    assert len(list(tmp_path.rglob("*ubyte.gz"))) == 2


def test_offline_it_is_said_what_to_put_where(tmp_path: Path) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound but not listening: every connection is refused
        source = source_at(f"http://127.0.0.1:{reserved.getsockname()[1]}/")
        with pytest.raises(InputError) as refusal:
            fetch(source, tmp_path)
    said(refusal, "data.offline", "refused", "tiny", "--data", *FILES)


def test_a_silent_server_is_not_waited_for(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        source = source_at(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        with pytest.raises(InputError) as refusal:
            fetch(source, tmp_path, timeout=0.2)
    said(refusal, "data.offline", "timed out")


def test_a_server_that_speaks_no_http_is_refused(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"SSH-2.0-x\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(InputError) as refusal:
            fetch(source_at(f"http://127.0.0.1:{other.getsockname()[1]}/"), tmp_path)
        thread.join()
    said(refusal, "data.offline", "SSH-2.0-x")


def test_a_cache_that_cannot_be_written_is_named(server: Server, tmp_path: Path) -> None:
    (tmp_path / "tiny").write_text("a file where the folder should be")
    with pytest.raises(InputError) as refusal:
        fetch(source_at(server.url), tmp_path)
    said(refusal, "data.cache", tmp_path / "tiny" / f"{FILES[0]}.gz")


def test_a_failed_move_leaves_nothing_behind(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError) as refusal:
        fetch(source_at(server.url), tmp_path)
    said(refusal, "data.cache", "No space left on device")
    assert os.listdir(tmp_path / "tiny") == []


def test_the_cache_is_the_users_own(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(published, "user_cache_path", lambda name: tmp_path / name)
    assert_tiny(read_source(source_at(server.url)))
    assert len(list((tmp_path / "kudari" / "tiny").iterdir())) == 4
    assert platformdirs.user_cache_path("kudari").name == "kudari"


def test_the_sources_are_complete() -> None:
    assert set(SOURCES) <= set(datasets.DATASETS)
    for name, source in SOURCES.items():
        assert source.name == name
        assert source.url.endswith("/")
        assert len(set(source.classes)) == 10
        assert tuple(source.files) == FILES
        assert all(len(bytes.fromhex(file.sha256)) == 32 for file in source.files.values())


# The real MNIST


def real_mnist() -> Path | None:
    named = os.environ.get("KUDARI_MNIST")
    beside = Path(__file__).resolve().parents[3] / "shared" / "data" / "mnist"
    return Path(named) if named else beside if beside.is_dir() else None


@pytest.fixture(scope="module")
def mnist() -> datasets.Dataset:
    folder = real_mnist()
    if folder is None:
        pytest.skip("no MNIST here: name its folder in KUDARI_MNIST")
    return datasets.load("mnist", folder=folder)


def test_the_real_mnist_is_whole(mnist: datasets.Dataset) -> None:
    assert mnist.train_inputs.shape == (60_000, 784)
    assert mnist.test_inputs.shape == (10_000, 784)
    assert mnist.train_inputs.dtype == np.uint8
    assert mnist.image == (28, 28)
    assert mnist.classes == tuple("0123456789")
    assert mnist.scale == 1 / 255
    assert not mnist.train_inputs.flags.writeable
    histogram = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(mnist.train_labels).tolist() == histogram
    assert mnist.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert mnist.test_labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert mnist.train_inputs.mean() == pytest.approx(33.32, abs=0.01)
    assert mnist.train_inputs.max() == 255


def test_the_real_mnist_is_not_taken_for_fashion(mnist: datasets.Dataset) -> None:
    folder = real_mnist()
    assert folder is not None
    with pytest.raises(InputError) as refusal:
        datasets.load("fashion-mnist", folder=folder)
    said(refusal, "data.idx_other", "mnist", "fashion-mnist")
