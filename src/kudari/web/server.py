"""The server: hands out the page, passes questions to workers, and their frames to watchers. Starts without JAX."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

from kudari.folders import free_folder, inside
from kudari.language import LANGUAGES, SENTENCES, InputError, nearest, say
from kudari.web.desk import Desk
from kudari.web.guard import Guard, fail, refuse
from kudari.web.process import Gone
from kudari.web.questions import (
    CONTROLS,
    checked_speed,
    json_of,
    limited,
    plain_name,
    question,
    wanted_language,
    wish,
)
from kudari.web.room import check_free, check_kept
from kudari.web.runs import Run
from kudari.web.security import COOKIE_SECONDS, Door, Visitor
from kudari.web.uploads import MOST_TABLES, kept

MOST_UPLOAD = 20 * 2**20
"""Bytes of an uploaded table."""

ASKED = (
    "choices",
    "cost",
    "formula",
    "step",
    "told",
    "lessons",
    "lesson",
    "tried",
    "history",
    "delete",
    "report",
    "export",
)
"""Jobs that are answered at once."""

STARTED = ("live", "race", "check", "range", "open")
"""Jobs that give a stream."""

PAGE = files("kudari.web").joinpath("static")

DRAWING = ("scales.js", "contours.js", "layers.js", "chart.js", "hover.js", "report.css")
"""Of a report, what the page draws its charts with."""


class Page:
    """The routes."""

    def __init__(self, desk: Desk, door: Door) -> None:
        self.desk, self.door = desk, door
        self._watchers = itertools.count()

    async def index(self, request: Request) -> Response:
        """The page itself, for a visitor; the token in the address makes one."""
        token = request.query_params.get("token", "")
        if token and self.door.welcomes(token):
            known, held = self.door.known(request.headers), self.door.held(request.headers)
            visitor = known or self.door.enter(self.desk.busy, held)
            if visitor is None:
                return self._outside(request, "serving.full", 503)
            self.desk.forget_strangers(self.door.visitors.values())
            response = RedirectResponse("/", 303, {"cache-control": "no-store"})
            # Lax: a link in a course's page leads in. Whatever changes something needs our Origin all the same.
            how: dict[str, Any] = {"httponly": True, "samesite": "lax", "max_age": COOKIE_SECONDS}
            response.set_cookie(self.door.cookie, visitor.key, path="/", **how)
            return response
        if self.door.known(request.headers) is None:
            return self._outside(request, "serving.no_token", 401)
        text = PAGE.joinpath("index.html").read_text("utf-8")
        return HTMLResponse(text, headers={"cache-control": "no-store"})

    def _outside(self, request: Request, key: str, status: int) -> Response:
        language = wanted_language(request)
        sentence = say(key, language)
        head = '<meta charset="utf-8"><title>Kudari</title>'
        text = f'<!DOCTYPE html><html lang="{language}">{head}<p>{sentence}</p></html>'
        return HTMLResponse(text, status)

    def visitor(self, request: Request | WebSocket) -> Visitor:
        """Who asks.

        Raises:
            InputError: nobody who came with the token.
        """
        found = self.door.known(request.headers)
        if found is None:
            raise InputError("serving.no_token")
        return found

    async def words(self, request: Request) -> Response:
        """Every sentence that the scripts say, in the language asked for."""
        language = request.query_params.get("language", "")
        if language not in LANGUAGES:
            raise InputError(
                "unknown.language", came=language, near=nearest(language, list(LANGUAGES)), exists=LANGUAGES
            )
        place = LANGUAGES.index(language)
        words = {key: pair[place] for key, pair in SENTENCES.items() if key.startswith("page.")}
        return JSONResponse({"words": words}, headers={"cache-control": "no-cache"})

    async def ask(self, request: Request) -> Response:
        """A question that a worker answers at once."""
        visitor, job = self.visitor(request), request.path_params["job"]
        if job not in ASKED:
            raise InputError("serving.unknown", came=job, exists=ASKED)
        values = await question(request)
        if job == "choices":
            return await self._choices(visitor, values["language"])
        if "name" in values or job == "delete":
            values["folder"] = str(inside(visitor.home, str(values.get("name", ""))))
        if job == "delete":
            with self.desk.deleting(Path(values["folder"])):
                said = await self.desk.clerks.ask(visitor, job, values)
        else:
            said = await self.desk.clerks.ask(visitor, job, values)
        if said["kind"] == "refused":
            return JSONResponse({"error": said["sentence"]}, 400)
        answer = said["answer"]
        if job == "history":
            answer = {"entries": self.desk.with_running(visitor.home, answer["entries"])}
        return JSONResponse(answer)

    async def _choices(self, visitor: Visitor, language: str) -> Response:
        try:
            offered = await self.desk.clerks.choices(language)
        except Gone as gone:
            return JSONResponse({"error": self.desk.clerks.sentence(gone.reason, language)}, 400)
        self.desk.opened.set()
        return JSONResponse({**offered, "local": visitor.local})

    async def start(self, request: Request) -> Response:
        """A job with a stream; its key."""
        visitor, job = self.visitor(request), request.path_params["job"]
        if job not in STARTED:
            raise InputError("serving.unknown", came=job, exists=STARTED)
        values = await question(request)
        checked_speed(values.get("speed"))
        old = values.get("resume") or job == "open"
        folder = inside(visitor.home, str(values.get("name", ""))) if old else None
        if folder:
            self.desk.check_there(folder)
        if folder and (run := self.desk.writer(folder)):
            # Who opens or resumes what he has running comes back to it.
            if run.visitor is not visitor or run.folder != folder:
                raise InputError("serving.running", came=folder.name)
            return JSONResponse({"run": run.key, "name": folder.name})
        if job in ("live", "race") and folder is None:
            await asyncio.to_thread(check_kept, visitor.home, self.desk.limits.disk)
            taken = {run.folder for run in self.desk.runs.values()}
            folder = free_folder(visitor.home, plain_name(values.get("name")), taken)
        run = self.desk.begin(visitor, job, folder, values)
        return JSONResponse({"run": run.key, "name": folder.name if folder else ""})

    async def upload(self, request: Request) -> Response:
        """A person's table."""
        visitor = self.visitor(request)
        body = await limited(request, MOST_UPLOAD)
        check_free(visitor.home)
        await asyncio.to_thread(check_kept, visitor.home, self.desk.limits.disk, len(body))
        try:
            name = await asyncio.to_thread(kept, visitor.home, body, None if visitor.local else MOST_TABLES)
        except OSError as error:
            raise InputError(
                "serving.write_failed", folder="uploads", reason=error.strerror or error
            ) from error
        return JSONResponse({"data": name})

    async def file(self, request: Request) -> Response:
        """A file of a study's folder, to be kept."""
        visitor = self.visitor(request)
        folder = inside(visitor.home, request.path_params["name"])
        path = inside(folder, request.path_params["file"])
        if not path.is_file():
            raise InputError("serving.no_file", came=path.name)
        return FileResponse(
            path, filename=f"{folder.name}-{path.name}", headers={"cache-control": "no-store"}
        )

    async def watch(self, socket: WebSocket) -> None:
        """The stream of a run: frames to the page, controls from it."""
        visitor = self.door.known(socket.headers)
        run = self.desk.runs.get(socket.query_params.get("run", ""))
        # A browser is told why only where the connection was made first.
        await socket.accept()
        if visitor is None or run is None or run.visitor is not visitor:
            await socket.close(1008)
            return
        watcher, since = next(self._watchers), 0
        with contextlib.suppress(ValueError):
            since = max(0, int(socket.query_params.get("since", "0")))
        # Who looks at nothing yet watches all the same.
        self.desk.look(run, watcher, [])
        sender = asyncio.create_task(self._send(socket, run, watcher, since))
        try:
            while True:
                text = await socket.receive_text()
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    self._hear(run, watcher, json_of(text))
        except (WebSocketDisconnect, KeyError, RuntimeError):
            pass
        finally:
            sender.cancel()
            self.desk.look(run, watcher, None)

    async def _send(self, socket: WebSocket, run: Run, watcher: int, since: int) -> None:
        def wants(key: str) -> bool:
            kind, _, view = key.partition(":")
            return kind != "view" or any(view == one["key"] for one in run.wanted.get(watcher, ()))

        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await run.stream.watch(socket.send_bytes, wants, since)

    def _hear(self, run: Run, watcher: int, said: Mapping[str, Any]) -> None:
        if "want" in said:
            self.desk.look(run, watcher, [wish(one) for one in said["want"][:12]])
        elif said["control"]["action"] in CONTROLS:
            self.desk.control(run, dict(said["control"]))


async def report_part(request: Request) -> Response:
    """A script or the style of reports, whose charts the page draws in the same way."""
    if (name := request.path_params["file"]) not in DRAWING:
        raise InputError("serving.no_file", came=name[:80])
    return FileResponse(Path(str(files("kudari.show.report").joinpath(name))))


def application(desk: Desk, door: Door) -> ASGIApp:
    """The whole server as an ASGI application, which closes the desk when it ends."""
    page = Page(desk, door)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await desk.close()

    routes = [
        Route("/", page.index),
        Route("/api/words", page.words),
        Route("/api/ask/{job}", page.ask, methods=["POST"]),
        Route("/api/start/{job}", page.start, methods=["POST"]),
        Route("/api/upload", page.upload, methods=["POST"]),
        Route("/api/file/{name}/{file:path}", page.file),
        WebSocketRoute("/api/watch", page.watch),
        Mount("/static", StaticFiles(directory=Path(str(PAGE)))),
        Route("/report/{file}", report_part),
    ]
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={InputError: refuse, Exception: fail},
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)],
    )
    return Guard(app, door)
