"""A worker that speaks frames and computes nothing: started in the place of real ones, it is there at once."""

import json
import struct
import sys
import time
from typing import Any


def say(**header: Any) -> None:
    text = json.dumps(header).encode()
    frame = struct.pack("<I", len(text)) + text
    sys.stdout.buffer.write(struct.pack("<I", len(frame)) + frame)
    sys.stdout.buffer.flush()


def hear() -> dict[str, Any]:
    (length,) = struct.unpack("<I", sys.stdin.buffer.read(4))
    frame = sys.stdin.buffer.read(length)
    found: dict[str, Any] = json.loads(frame[4 : 4 + struct.unpack_from("<I", frame)[0]])
    return found


say(id=0, kind="ready")
while True:
    asked = hear()
    number = asked.get("id")
    match asked.get("job"):
        case "late":
            say(id=number, kind="answer", answer={})
            say(id=number, kind="view", key="late")
        case "quick":
            time.sleep(0.1)
            say(id=number, kind="answer", answer={})
        case "live":
            # Ends where it is told to.
            while hear()["control"]["action"] != "stop":
                pass
            say(id=number, kind="answer", answer={"finished": False})
        case "deaf":
            time.sleep(60)
        case "endless":
            sys.stdout.buffer.write(struct.pack("<I", 2**32 - 1))
            sys.stdout.buffer.flush()
            time.sleep(60)
        case "garbled":
            sys.stdout.buffer.write(struct.pack("<I", 2) + b"??")
            sys.stdout.buffer.flush()
            time.sleep(60)
