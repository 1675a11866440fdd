"""The web application of `restore review`, for one person on the machine it runs on.

Starlette and uvicorn: small, maintained, pure Python, with a strict HTTP parser (h11); the standard library's http.server says of
itself that it is not for this. The page is plain HTML, CSS and JavaScript modules from the package: nothing to build.

Only the files in `STATIC` and the texts under review are ever sent: no path of a request is turned into a path on the disk.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp

from restore.errors import EditError, RestoreError
from restore.report.rows import percent, visible
from restore.review.exports import EXPORTS, file_name
from restore.review.guard import Guard
from restore.review.items import Item
from restore.review.page import page
from restore.review.session import Change, Decision, Session

STATIC = {
    "rows.css": ("restore.report", "rows.css", "text/css"),
    "review.css": ("restore.review", "static/review.css", "text/css"),
    "review.js": ("restore.review", "static/review.js", "text/javascript"),
    "view.js": ("restore.review", "static/view.js", "text/javascript"),
}
LARGEST = 1 << 22  # bytes of a request: all changes of a long text accepted at once
Handler = Callable[[Request, Sequence[Session], int], Awaitable[Response]]


def application(sessions: Sequence[Session], token: str, port: int) -> ASGIApp:
    """The application on texts under review, served at this port of 127.0.0.1 to whoever has the token."""

    def on_text(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            number: int = request.path_params["text"]
            return await handler(request, sessions, number) if number < len(sessions) else NOT_FOUND

        return handle

    routes = [
        Route("/", first),
        Route("/{text:int}/", on_text(show)),
        Route("/{text:int}/state", on_text(state)),
        Route("/{text:int}/change", on_text(change), methods=["POST"]),
        Route("/{text:int}/export/{kind}", on_text(export)),
        Route("/{name}", static),
    ]
    return Guard(Starlette(routes=[Mount(f"/{token}", Router(routes, redirect_slashes=False))]), token, port)


NOT_FOUND = Response("Not found.\n", 404, media_type="text/plain")


async def first(request: Request) -> Response:
    return RedirectResponse("0/", 303)


async def static(request: Request) -> Response:
    if request.path_params["name"] not in STATIC:
        return NOT_FOUND
    package, path, media_type = STATIC[request.path_params["name"]]
    return Response((files(package) / path).read_bytes(), media_type=media_type)


async def show(request: Request, sessions: Sequence[Session], number: int) -> Response:
    return Response(page(sessions, number), media_type="text/html")


async def state(request: Request, sessions: Sequence[Session], number: int) -> Response:
    """All items and decisions."""
    session = sessions[number]
    return JSONResponse({"items": [_item(item) for item in session.items], **_changed(session, session.decisions)})


async def change(request: Request, sessions: Sequence[Session], number: int) -> Response:
    """Decide, undo or redo, answered by what that changed; 4xx and {"error"} if it is refused, and then nothing changed."""
    session = sessions[number]
    if request.headers.get("content-type") != "application/json":
        return _refused(415, "JSON is expected")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return _refused(413, "too long")
    try:
        wanted = json.loads(body)
        if wanted["revision"] != session.revision:
            return _refused(409, "Decided in another window meanwhile; this window now shows it.")
        return JSONResponse(_changed(session, _step(session, wanted)))
    except EditError as error:
        return _refused(422, str(error))
    except RestoreError as error:
        return _refused(409, str(error))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return _refused(400, "malformed request")


async def export(request: Request, sessions: Sequence[Session], number: int) -> Response:
    """A download of the text, its diff, the decisions or the lexicon."""
    session, kind = sessions[number], EXPORTS.get(request.path_params["kind"])
    if kind is None:
        return NOT_FOUND
    try:
        session.store.check()
    except RestoreError as error:
        return Response(f"{error}\n", 409, media_type="text/plain")
    disposition = f"attachment; filename*=UTF-8''{quote(file_name(session, kind), safe='')}"
    return Response(kind.make(session), headers={"content-disposition": disposition}, media_type=kind.media_type)


def _step(session: Session, wanted: dict[str, Any]) -> Change:
    if wanted["step"] == "undo":
        return session.undo()
    if wanted["step"] == "redo":
        return session.redo()
    return session.decide({int(n): _decision(session, int(n), value) for n, value in wanted["decisions"].items()})


def _decision(session: Session, number: int, value: dict[str, Any] | None) -> Decision | None:
    """The decision that the page asks for: an option by its number, a typed wording, or none of them."""
    if value is None:
        return None
    if not 0 <= number < len(session.items):
        raise ValueError
    item, verb = session.items[number], value["verb"]
    if verb == "accept":
        return Decision("accept", item.options[value["option"]].text)
    if verb == "reject":
        return Decision("reject", item.options[0].text)
    if verb == "custom":
        return Decision("custom", item.typed(value["text"]))
    raise ValueError


def _refused(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status)


def _changed(session: Session, change: Change) -> dict[str, Any]:
    """What the page needs after a step: the decisions it changed, null for undecided."""
    made = {str(n): {"verb": d.verb, **_wording(d.after)} if d else None for n, d in change.items()}
    return {"decisions": made, "revision": session.revision, "undo": session.can_undo, "redo": session.can_redo}


def _item(item: Item) -> dict[str, Any]:
    return {
        **_wording(item.before),
        "options": [{**_wording(o.text), "logp10": o.logp10, "why": o.why} for o in item.options],
        "confidence": item.confidence,
        "sure": percent(item.confidence),
        "kind": item.kind,
        "why": item.why,
        "suggestion": item.suggestion,
    }


def _wording(text: str) -> dict[str, str]:
    """A wording to type over, in one line, and as it is shown."""
    return {"text": " ".join(text.split()), "shown": visible(text.replace("\r\n", "\n"))}
