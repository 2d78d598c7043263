"""`kudari serve`: opens the page and stays until Ctrl-C."""

import asyncio
import os
import socket
import webbrowser
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console

from kudari.language import InputError, say
from kudari.web.desk import Desk
from kudari.web.process import Limits
from kudari.web.security import Door, allowed_hosts, is_loopback

MOST_MESSAGE = 2**16
"""Bytes of a message from the page."""

LEAST_MEMORY = 2**30
"""Bytes below which a worker has no room for a study."""

KEPT = 2 * 2**30
"""Bytes that a visitor of a classroom may keep."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """Where the page is served, and what its visitors may use."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8520
    """0: any that is free."""
    limits: Limits
    language: str
    browser: bool = True
    """Whether to open the page in the browser."""


def usual_limits(host: str) -> Limits:
    """What a run may take: at this machine half of it; in a classroom shares that leave room for others."""
    memory, cores = psutil.virtual_memory().total, os.cpu_count() or 1
    if is_loopback(host):
        return Limits(
            runs=max(2, cores // 2), runs_each=max(2, cores // 2), memory=memory // 2, seconds=86_400.0
        )
    each = min(max(memory // (2 * cores), LEAST_MEMORY), 4 * 2**30)
    return Limits(runs=max(2, cores - 1), runs_each=1, memory=each, seconds=600.0, disk=KEPT)


def serve(serving: Serving) -> int:
    """Serve the page; the exit code.

    Raises:
        InputError: the address or the folder cannot be used.
    """
    try:
        serving.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            "serving.no_folder", folder=serving.folder, reason=error.strerror or error
        ) from error
    listening = bound(serving.host, serving.port)
    port = listening.getsockname()[1]
    door = Door(allowed_hosts(serving.host, port), serving.folder.resolve(), is_loopback(serving.host), port)
    asyncio.run(_stay(serving, listening, door))
    return 0


async def _stay(serving: Serving, listening: socket.socket, door: Door) -> None:
    """Serve until somebody ends it."""
    desk = Desk(serving.limits)
    # The worker that a page waits for starts while all else is still imported.
    await desk.start()
    import uvicorn

    from kudari.web.server import application

    config = uvicorn.Config(
        application(desk, door),
        # What goes wrong is told by the application itself; closing is no error.
        log_level="critical",
        ws="websockets-sansio",
        ws_max_size=MOST_MESSAGE,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=3,
    )
    _tell(serving, f"http://{_shown(serving.host)}:{listening.getsockname()[1]}/?token={door.token}")
    await uvicorn.Server(config).serve(sockets=[listening])


def _tell(serving: Serving, address: str) -> None:
    """Say where the page is, and open it."""
    console = Console(highlight=False)
    console.print(say("serving.address", serving.language, address=address), soft_wrap=True, markup=False)
    if not is_loopback(serving.host):
        console.print(
            say("serving.classroom", serving.language, host=serving.host), soft_wrap=True, markup=False
        )
    console.print(
        say("serving.folder", serving.language, folder=serving.folder), soft_wrap=True, markup=False
    )
    if serving.browser:
        webbrowser.open(address)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        InputError: another program does, or there is no such address.
    """
    if not 0 <= port < 2**16:
        raise InputError("serving.port", came=port)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # Who opens the address at once waits a moment, instead of being turned away.
        listening.listen()
    except OSError as error:
        raise InputError("serving.bind", host=host, port=port, reason=error.strerror or error) from error
    return listening


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
