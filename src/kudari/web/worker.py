"""A worker: a process that computes what the page asks for, one thing at a time.

It reads frames from its standard input and writes frames to its standard output. A frame with `job` asks for
something, one with `control` is for the job that runs now.
"""

import contextlib
import os
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

import numpy as np

from kudari.language import InputError, say
from kudari.web.frames import packed, unpacked


class Talk:
    """What a job says while it runs, and hears."""

    def __init__(self, number: int, write: Callable[[bytes], None]) -> None:
        self.number = number
        self.heard: SimpleQueue[dict[str, Any]] = SimpleQueue()
        """Controls, in the order in which they came."""
        self._write = write

    def tell(self, kind: str, arrays: Mapping[str, np.ndarray] | None = None, /, **header: Any) -> None:
        """Send a frame of this kind."""
        self._write(packed({"id": self.number, "kind": kind, **header}, arrays))


def main() -> None:
    """Serve jobs until the standard input ends."""
    # What a library prints must not come between the frames.
    frames_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    Worker(sys.stdin.buffer, frames_out, warms="--warm" in sys.argv, left=_end_soon).serve()
    # All is saved and said: to take thousands of programs apart one by one would keep a Ctrl-C waiting for seconds.
    os._exit(0)


def _end_soon() -> None:
    """Whose server was killed has as long to save as whom a server ends; a race hears no stop, and would go on."""
    from kudari.web.process import SAVING

    time.sleep(SAVING)
    os._exit(1)


class Worker:
    """Reads in a thread of its own, so that controls reach a job that runs."""

    def __init__(
        self,
        frames_in: BinaryIO,
        frames_out: BinaryIO,
        *,
        warms: bool,
        left: Callable[[], None] = lambda: None,
    ) -> None:
        """`left` is called, in the thread that reads, when nobody asks any more."""
        self._in, self._out, self._warms, self._left = frames_in, frames_out, warms, left
        self._lock = threading.Lock()
        self._asked: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._talks: dict[int, Talk] = {}

    def serve(self) -> None:
        """Do job after job."""
        threading.Thread(target=self._read, daemon=True).start()
        from kudari.compiled import keep_compiled_programs
        from kudari.web.jobs import get_ready, job

        keep_compiled_programs()
        self._write(packed({"id": 0, "kind": "ready"}))
        left = get_ready(compiles=self._warms)
        while (asked := self._next(left)) is not None:
            talk = self._talks[asked["id"]]
            language = asked.get("language", "en")
            try:
                answer = job(asked["job"])(asked, talk)
                talk.tell("answer", answer=answer)
            except InputError as error:
                talk.tell("refused", sentence=error.say(language))
            except OSError as error:
                traceback.print_exc()
                place = Path(asked.get("folder") or asked.get("home", "")).name
                failed = InputError("serving.write_failed", folder=place, reason=error.strerror or error)
                talk.tell("refused", sentence=failed.say(language))
            except Exception as error:
                traceback.print_exc()
                reason = f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"
                talk.tell("refused", sentence=say("serving.defect", language, reason=reason), defect=True)
            del self._talks[asked["id"]]

    def _next(self, left: Iterator[None]) -> dict[str, Any] | None:
        """What is asked next; until something is, get ready for what may be."""
        while self._asked.empty() and next(left, "done") is None:
            pass
        return self._asked.get()

    def _read(self) -> None:
        while (frame := read_frame(self._in)) is not None:
            header, _ = unpacked(frame)
            if "job" in header:
                self._talks[header["id"]] = Talk(header["id"], self._write)
                self._asked.put(header)
            elif (talk := self._talks.get(header["id"])) is not None:
                talk.heard.put(header["control"])
        for talk in list(self._talks.values()):
            # Nobody looks any more: to be saved is all that is left.
            talk.heard.put({"action": "want", "wanted": []})
            talk.heard.put({"action": "stop"})
        self._asked.put(None)
        self._left()

    def _write(self, frame: bytes) -> None:
        # Where nobody listens any more, what runs is still to be saved.
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._out.write(struct.pack("<I", len(frame)) + frame)
            self._out.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame of a pipe, which has its length before it; None at the pipe's end."""
    length = stream.read(4)
    if len(length) < 4:
        return None
    frame = stream.read(*struct.unpack("<I", length))
    return frame if len(frame) == struct.unpack("<I", length)[0] else None


if __name__ == "__main__":
    main()
