"""What stands around every route: the check of Host and Origin, security headers, sentences for what goes wrong."""

import traceback

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kudari.language import InputError, say
from kudari.web.questions import wanted_language
from kudari.web.security import HEADERS, Door


class Guard:
    """Refuses what comes from elsewhere, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check Host and Origin of a request or a WebSocket."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        needs_origin = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if self.door.refuses(scope["headers"], needs_origin=needs_origin):
            if scope["type"] == "websocket":
                await receive()
                return await send({"type": "websocket.close", "code": 1008})
            response = Response(say("serving.foreign"), 403, HEADERS, "text/plain; charset=utf-8")
            return await response(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            await send(message)

        return await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


async def refuse(request: Request, error: Exception) -> Response:
    """A sentence instead of an answer."""
    assert isinstance(error, InputError)
    status = 401 if error.key == "serving.no_token" else 404 if error.key == "serving.no_file" else 400
    return JSONResponse({"error": error.say(wanted_language(request))}, status)


async def fail(request: Request, error: Exception) -> Response:
    """A defect of ours: told at the terminal, and in a sentence to the page."""
    traceback.print_exception(error)
    sentence = say("serving.defect", wanted_language(request), reason=type(error).__name__)
    return JSONResponse({"error": sentence}, 500)
