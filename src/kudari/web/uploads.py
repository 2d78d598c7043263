"""Tables that visitors bring: each named after what is in it, so that the same table is kept once."""

import hashlib
from pathlib import Path

from kudari.language import InputError

MOST_TABLES = 20
"""That a visitor may keep, where he is not the person at this machine."""


def kept(home: Path, body: bytes, most: int | None) -> str:
    """Keep a table; where there are too many, the oldest that none of his studies uses goes. Its name within `home`.

    Raises:
        InputError: all of the most that he may keep are used.
        OSError: it cannot be written.
    """
    folder = home / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(body).hexdigest()[:16]}.csv"
    if path.exists():
        path.touch()
    else:
        if most is not None and len(tables := list(folder.glob("*.csv"))) >= most:
            _oldest_unused(tables, home, most).unlink()
        try:
            path.write_bytes(body)
        except OSError:
            # Half of it would be taken for the whole the next time.
            path.unlink(missing_ok=True)
            raise
    return f"uploads/{path.name}"


def _oldest_unused(tables: list[Path], home: Path, most: int) -> Path:
    studies = "".join(file.read_text("utf-8", "replace") for file in home.rglob("study.toml"))
    unused = [table for table in tables if table.name not in studies]
    if not unused:
        raise InputError("serving.too_many_tables", most=most)
    return min(unused, key=lambda table: table.stat().st_mtime)
