"""
The preview's own web server: on this machine alone, for whoever knows the address of this run.

Promises: only the loopback interface is listened on; a request is answered only with the token of
this run in its path (256 bits, new each time), a Host that is ours (so that no foreign name can be
pointed at us) and no foreign Origin; only GET and HEAD exist, and no answer changes anything;
nothing is kept by the browser or told to other pages.
Never: loads or follows anything. Fails with: SettingsError where the extra is not installed.
"""

import asyncio
import contextlib
import hmac
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Protocol

from mailer.cli.preview.errands import Errands
from mailer.report.frame import POLICY as FRAME_POLICY
from mailer.report.frame import Look
from mailer.report.preview import PAGE_POLICY, page_script, page_style, preview_page
from mailer.words.errors import SettingsError

try:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.datastructures import MutableHeaders
    from starlette.requests import Request
    from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
    from starlette.routing import Route
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from watchfiles import awatch
except ImportError as error:
    raise SettingsError(
        "The preview needs three packages that are not installed.",
        cure="Install them: pip install 'press-mailer[preview]'",
    ) from error

_QUERY_MAX = 300
_LOOK_AGAIN_MS = 300
_SAME_SAVE_MS = 20
"""Changes that follow each other as closely are one save."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_FRAME_HEADERS = {"Content-Security-Policy": f"{FRAME_POLICY}; sandbox; frame-ancestors 'self'"}


class Answers(Protocol):
    """What the page may ask; see `PreviewDesk`."""

    def view(self, id_: str) -> dict[str, object]:
        """All about one recipient's message."""

    def people(self, search: str, language: str, trusted: str) -> dict[str, object]:
        """Rows of the picker."""

    def frame(self, id_: str, look: Look, words: str) -> str:
        """The message's page."""

    def reload(self) -> None:
        """Read the files again."""

    def folders(self) -> frozenset[Path]:
        """Where a save could change what is shown."""


class PreviewServer:
    """Serves on a thread of its own until `stop`; `errands` are done by the thread that made it."""

    def __init__(self, answers: Answers, errands: Errands) -> None:
        """Takes a free port at once, so that `address` is known."""
        self._answers = answers
        self._errands = errands
        self._token = secrets.token_urlsafe(32)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(64)
        self._port = self._socket.getsockname()[1]
        self._listeners: set[asyncio.Queue[str]] = set()
        self._loop = asyncio.new_event_loop()
        config = uvicorn.Config(
            self._application(),
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            http="h11",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="preview", daemon=True)

    @property
    def address(self) -> str:
        """Where the page is; whoever has it can see the release."""
        return f"http://127.0.0.1:{self._port}/{self._token}/"

    def start(self) -> None:
        """Serve, and watch the files."""
        self._thread.start()

    def announce(self, event: str) -> None:
        """Tell every open page: `changed` or `people`."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._tell, event)

    def stop(self) -> None:
        """End every page's connection, and the server."""
        self._server.should_exit = True
        self.announce("")
        self._thread.join(timeout=3)
        self._socket.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        watching = asyncio.create_task(self._watch())
        await self._server.serve(sockets=[self._socket])
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching

    async def _watch(self) -> None:
        """Reload at every save; watch elsewhere where the release now refers elsewhere."""
        folders = await self._asked(self._answers.folders)
        anew = polling = False
        while True:
            watched = folders
            try:
                async for changes in _saves(watched, polling=polling):
                    if not (changes or anew):
                        continue
                    anew = False
                    await self._asked(self._answers.reload)
                    folders = await self._asked(self._answers.folders)
                    if folders != watched:
                        anew = True  # what was saved between the two watches
                        break
            except OSError:  # a folder is gone, or the system lends no more watches
                await asyncio.sleep(_LOOK_AGAIN_MS / 1000)
                folders, polling = await self._asked(self._answers.folders), True

    def _tell(self, event: str) -> None:
        for listener in self._listeners:
            listener.put_nowait(event)

    async def _asked(self, work: Callable[[], Any]) -> Any:
        return await asyncio.wrap_future(self._errands.ask(work))

    def _application(self) -> "Guard":
        base = f"/{self._token}"
        routes = [
            Route(f"{base}/", self._page),
            Route(f"{base}/preview.css", self._style),
            Route(f"{base}/preview.js", self._script),
            Route(f"{base}/view", self._view),
            Route(f"{base}/people", self._people),
            Route(f"{base}/frame", self._frame),
            Route(f"{base}/events", self._events),
        ]
        inner = Starlette(routes=routes)
        inner.router.redirect_slashes = False
        return Guard(inner, self._token, self._port)

    async def _page(self, _request: Request) -> Response:
        return Response(preview_page(), media_type="text/html")

    async def _style(self, _request: Request) -> Response:
        return Response(page_style(), media_type="text/css")

    async def _script(self, _request: Request) -> Response:
        return Response(page_script(), media_type="text/javascript")

    async def _view(self, request: Request) -> Response:
        person = _given(request, "person")
        return JSONResponse(await self._asked(lambda: self._answers.view(person)))

    async def _people(self, request: Request) -> Response:
        asked = [_given(request, name) for name in ("search", "language", "trusted")]
        return JSONResponse(await self._asked(lambda: self._answers.people(*asked)))

    async def _frame(self, request: Request) -> Response:
        person, words = _given(request, "person"), _given(request, "words")
        try:
            look = Look(_given(request, "look"))
        except ValueError:
            return PlainTextResponse("No such look.", status_code=404)
        page = await self._asked(lambda: self._answers.frame(person, look, words))
        return Response(page, media_type="text/html", headers=_FRAME_HEADERS)

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        listener: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield "retry: 1000\n\n"
            while event := await listener.get():
                yield f"event: {event}\ndata: {{}}\n\n"
        finally:
            self._listeners.discard(listener)


class Guard:
    """Stands before every answer: who asks, how, and under which name."""

    def __init__(self, inner: ASGIApp, token: str, port: int) -> None:
        """`inner` answers what passes."""
        self._inner = inner
        self._token = token.encode()
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or let through and add the headers that every answer carries."""
        if scope["type"] != "http":
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(scope)
        answer = self._inner if refused is None else refused
        await answer(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        named: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            named.setdefault(name.lower(), []).append(value.decode("latin-1"))
        hosts, origins = named.get(b"host", []), named.get(b"origin", [])
        if len(hosts) != 1 or hosts[0].casefold() not in self._hosts:
            return PlainTextResponse("This address is not ours.", status_code=421)
        if any(origin != f"http://{hosts[0]}" for origin in origins):
            return PlainTextResponse("Not for other pages.", status_code=403)
        token = str(scope["path"]).split("/")[1] if "/" in scope["path"] else ""
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self._token):
            return PlainTextResponse("There is nothing here.", status_code=404)
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("Nothing can be changed here.", status_code=405)
        return None


def _saves(folders: frozenset[Path], *, polling: bool) -> AsyncIterator[object]:
    """The changes of each save in these folders, and nothing where there was none for a moment."""
    return awatch(
        *folders,
        watch_filter=_matters,
        step=_SAME_SAVE_MS,
        debounce=10 * _SAME_SAVE_MS,
        rust_timeout=_LOOK_AGAIN_MS,
        yield_on_timeout=True,
        force_polling=polling or None,
        recursive=False,
    )


def _given(request: Request, name: str) -> str:
    return request.query_params.get(name, "")[:_QUERY_MAX]


def _matters(_change: object, path: str) -> bool:
    """Whether a changed file could be one of ours, and not an editor's own."""
    name = Path(path).name
    return name == ".env" or not (name.startswith((".", "#", "~")) or name.endswith(("~", ".swp")))
