"""Who is let in: only a browser on this machine that was given the address with the token."""

from __future__ import annotations

import hmac

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Guard:
    """Lets a request through to an application only with the token first in its path, for this host, from its own pages.

    The host check keeps out names that other people's name servers point here (DNS rebinding), the origin check other pages.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app = app
        self.token = token.encode()
        self.hosts = {f"127.0.0.1:{port}".encode(), f"localhost:{port}".encode()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refusal = self._refusal(scope)
            app = Response(f"{refusal}: open the address that `restore review` printed.\n", 403) if refusal else self.app
            await app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> str | None:
        """What is wrong with a request, without a word on what would be right."""
        hosts = [value.lower() for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return "Wrong host"
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        reading = scope["method"] in ("GET", "HEAD")
        if origins != [b"http://" + hosts[0]] and (origins or not reading):
            return "Wrong origin"
        given = scope["path"].split("/")[1].encode("utf-8", "replace")
        return None if hmac.compare_digest(given, self.token) else "Wrong token"


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *((name.encode(), value.encode()) for name, value in HEADERS.items())]
        await send(message)

    return sending
