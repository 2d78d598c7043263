"""What stands before every route: the check of Host and Origin, and the security headers."""

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kudari.language import say
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
