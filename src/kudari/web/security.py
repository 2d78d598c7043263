"""Who may speak to the server: the right host, the right origin, and a visitor who came with the token."""

import hashlib
import hmac
import secrets
import socket
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from starlette.requests import cookie_parser

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}
"""Of every answer."""

MOST_VISITORS = 1000

COOKIE_SECONDS = 180 * 86_400
"""For which a browser keeps its key: a visitor finds his studies again for so long."""


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach the address."""
    return f"[{host}]" in LOOPBACK or host in LOOPBACK


def allowed_hosts(host: str, port: int) -> frozenset[str]:
    """What the Host header may be, with the port: the names under which this machine is reached."""
    names = set(LOOPBACK)
    if not is_loopback(host):
        names |= {socket.gethostname().lower(), host.lower()}
        for addresses in psutil.net_if_addrs().values():
            names |= {one.address for one in addresses if one.family == socket.AF_INET}
            names |= {
                f"[{one.address}]"
                for one in addresses
                if one.family == socket.AF_INET6 and "%" not in one.address
            }
    return frozenset({f"{name}:{port}" for name in names} | (names if port == 80 else set()))


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A browser that came with the token."""

    key: str
    """In its cookie; known to nobody else."""
    home: Path
    """Where its studies are kept."""
    local: bool
    """Whether it is the person at this machine, who may read its files."""


@dataclass
class Door:
    """Lets in whom it may."""

    hosts: frozenset[str]
    folder: Path
    """Of all studies."""
    shared: bool
    """Whether every visitor has the same home: the person at this machine. Else each has one of its own."""
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    visitors: dict[str, Visitor] = field(default_factory=dict)
    """Who was here last is the last."""

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies do not tell ports apart, so the name does."""
        return f"kudari-{self.port}"

    def refuses(self, headers: Iterable[tuple[bytes, bytes]], *, needs_origin: bool) -> bool:
        """Whether a request has a Host or an Origin that is not ours, or lacks an Origin where it needs one."""
        found: dict[str, list[str]] = {}
        for name, value in headers:
            found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").lower())
        hosts, origins = found.get("host", []), found.get("origin", [])
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return True
        if not origins:
            return needs_origin
        return len(origins) != 1 or origins[0] not in {f"http://{host}" for host in self.hosts}

    def welcomes(self, token: str) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    def enter(self, busy: Container[Visitor] = (), held: str = "") -> Visitor | None:
        """A new visitor; where there is no room, whoever has been away longest and is not busy is forgotten.

        None where all are busy.

        Args:
            held: what the browser has as its key: whoever left studies under it, before the server was started
                anew, has them again.
        """
        if len(self.visitors) >= MOST_VISITORS:
            away = next((visitor for visitor in self.visitors.values() if visitor not in busy), None)
            if away is None:
                return None
            del self.visitors[away.key]
        returns = bool(held) and not self.shared and self._home(held).is_dir()
        key = held if returns else secrets.token_urlsafe(24)
        visitor = Visitor(key=key, home=self._home(key), local=self.shared)
        self.visitors[visitor.key] = visitor
        return visitor

    def _home(self, key: str) -> Path:
        """Named after a hash of the key: from the folder's name nobody learns the key."""
        name = f"visitor-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
        return self.folder if self.shared else self.folder / name

    def held(self, headers: Mapping[str, str]) -> str:
        """What came as our cookie."""
        # As browsers write them: an odd cookie of another program at this host must not hide ours.
        return cookie_parser(headers.get("cookie", "")).get(self.cookie, "")

    def known(self, headers: Mapping[str, str]) -> Visitor | None:
        """The visitor whose cookie came along."""
        held = self.held(headers)
        visitor = self.visitors.pop(held, None)
        if visitor is not None:
            self.visitors[held] = visitor
        return visitor
