"""MNIST and Fashion-MNIST as they are published: found in a folder, or downloaded, checked and kept."""

import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from kudari.language import InputError
from kudari.problems.idx import Examples, read_examples

DIGITS = tuple("0123456789")

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
"""The four files' names as published, without `.gz`."""


class Published(NamedTuple):
    """What is known of a published file."""

    size: int
    """Bytes, packed."""
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Four IDX files and the place where they are published."""

    name: str
    url: str
    """The folder's address, with a slash at its end."""
    classes: tuple[str, ...]
    files: Mapping[str, Published]
    """By name, without `.gz`."""


def _published(*files: tuple[int, str]) -> Mapping[str, Published]:
    return {name: Published(*file) for name, file in zip(FILES, files, strict=True)}


SOURCES: Mapping[str, Source] = {
    "mnist": Source(
        name="mnist",
        url="https://ossci-datasets.s3.amazonaws.com/mnist/",
        classes=DIGITS,
        files=_published(
            (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ),
    ),
    "fashion-mnist": Source(
        name="fashion-mnist",
        # This place answers no https; the SHA-256 sums below are what vouches for the files.
        url="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        classes=(
            *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
            *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
        ),
        files=_published(
            (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ),
    ),
}


def read_source(
    source: Source, folder: Path | None = None, cache: Path | None = None
) -> tuple[Examples, Examples]:
    """The examples to learn from and those held out.

    The files are taken from `folder/<name>` or `folder`, where they may have been rebuilt; else from `cache`
    (the user's cache folder where None), where they must be the published ones; else downloaded there.

    Raises:
        InputError: where they can neither be found nor downloaded, or are not what they should be.
    """
    paths = find(source, folder) if folder is not None else None
    if paths is None:
        paths = fetch(source, user_cache_path("kudari") if cache is None else cache)
    train = read_examples(paths[0], paths[1], len(source.classes))
    test = read_examples(paths[2], paths[3], len(source.classes))
    if train.shape != test.shape:
        came = ["×".join(map(str, part.shape)) for part in (train, test)]
        raise InputError("data.idx_shapes", train=paths[0], test=paths[2], came=came[0], other=came[1])
    return train, test


def find(source: Source, folder: Path) -> list[Path] | None:
    """The four files, packed or not, in `folder/<name>` or else in `folder`; None where neither has any.

    Raises:
        InputError: where there is no such folder, only some of the four, or another source's files.
    """
    if not os.path.isdir(folder):
        raise InputError("data.no_folder", folder=folder)
    for place in (folder / source.name, folder):
        found = {name: path for name in FILES if (path := _either(place, name)) is not None}
        missing = [name for name in FILES if name not in found]
        if not missing:
            _refuse_another(source, found)
            return list(found.values())
        if found:
            raise InputError("data.idx_missing", folder=place, missing=missing, name=source.name)
    return None


def _either(place: Path, name: str) -> Path | None:
    candidates = (place / f"{name}.gz", place / name)
    return next((path for path in candidates if os.path.isfile(path)), None)


def _refuse_another(source: Source, found: Mapping[str, Path]) -> None:
    """All sources name their files alike, and one taken for the other would train without any complaint."""
    labels = found[FILES[1]]
    for other in SOURCES.values():
        if other.name != source.name and _is_published(labels, other.files[FILES[1]]):
            raise InputError("data.idx_other", folder=labels.parent, came=other.name, name=source.name)


def _is_published(path: Path, published: Published) -> bool:
    try:
        if os.path.getsize(path) != published.size:
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == published.sha256
    except OSError:
        return False


def fetch(source: Source, cache: Path, timeout: float = 20) -> list[Path]:
    """The four published files in `cache/<name>`; those not yet there are downloaded, checked and moved in.

    `timeout` is how many seconds the server may stay silent.

    Raises:
        InputError: where a download fails or is not the published file, or `cache` cannot be written.
    """
    paths = []
    for name in FILES:
        path = cache / source.name / f"{name}.gz"
        if not _is_published(path, source.files[name]):
            _keep(path, _download(source, name, timeout))
        paths.append(path)
    return paths


def _download(source: Source, name: str, timeout: float) -> bytes:
    url, published = f"{source.url}{name}.gz", source.files[name]
    try:
        with urllib.request.urlopen(url, timeout=timeout) as response:
            content = response.read(published.size + 1)
    except http.client.IncompleteRead as error:
        content = error.partial
    except urllib.error.HTTPError as error:
        error.close()
        raise _offline(source, url, f"HTTP {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise _offline(source, url, reason) from error
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != published.sha256:
        came = f"{len(content)}{'+' if len(content) > published.size else ''}"
        raise InputError(
            "data.download_wrong",
            url=url,
            came=came,
            came_sum=sha256,
            size=published.size,
            sum=published.sha256,
        )
    return content


def _offline(source: Source, url: str, reason: Any) -> InputError:
    return InputError(
        "data.offline", name=source.name, url=url, reason=str(reason) or type(reason).__name__, files=FILES
    )


def _keep(path: Path, content: bytes) -> None:
    """Write all or nothing, so that a killed process leaves no half file under the final name."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
            try:
                file.write(content)
                file.close()
                os.replace(file.name, path)
            except BaseException:
                os.unlink(file.name)
                raise
    except OSError as error:
        raise InputError("data.cache", path=path, reason=error.strerror or error) from error
