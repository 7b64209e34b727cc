"""Serving the program to one browser at a time.

One home is one program: whoever comes second reads where it is open. Only the whole address opens
it, with the key that was printed; another site's page can't, even in the same browser.
"""

import asyncio
import hmac
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import textual_serve
from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler
from textual_serve.download_manager import DownloadManager

from client.address import is_this_machine
from client.alone import is_open
from client.browser.pages import HEADERS, content_policy, notice_page, terminal_page
from client.browser.session import ProgramInBrowser
from client.config import Home
from shared.problems import Problem

_ASSETS = Path(textual_serve.__file__).parent / "static"
_PATIENCE, _BETWEEN = 3.0, 0.1
"""Seconds."""
TAKEN = (
    "Evenhand is open in another window.",
    "Go on there, or close it there first. Everything that was answered is saved.",
    "",
    "Enter: try again",
)
_CLEAR = "\x1b[2J\x1b[H\x1b[?25l"
NO_KEY = "Open the whole address that evenhand serve printed, with its key."


class NotLoopback(Problem):
    """Serving to other machines was not asked for in so many words."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "not-loopback"
    title: ClassVar[str] = "Not for other machines"


class AddressTaken(Problem):
    """Another program listens there."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "address-taken"
    title: ClassVar[str] = "The address is taken"


def listening(host: str, port: int, *, to_others: bool) -> socket.socket:
    """Return a socket that listens there. Raises NotLoopback or AddressTaken."""
    if not is_this_machine(host) and not to_others:
        raise NotLoopback(
            f"{host} can be reached from other machines, and what goes over the network would not "
            "be encrypted: passphrase, answers, everything. Leave --host away, or repeat with "
            "--allow-others on a network that is nobody else's."
        )
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.create_server(address[:2], family=family)  # pyright: ignore[reportArgumentType] # host and port
    except OSError as error:
        raise AddressTaken(
            f"Nothing can listen at {host}, port {port}: {error.strerror}. Try another --port."
        ) from None
    return sock


class BrowserServer:
    """Serves the program on one home."""

    def __init__(self, home: Home, sock: socket.socket, tell: Callable[[str], None]) -> None:
        host, port = sock.getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self.key = secrets.token_urlsafe(16)
        self._home = home
        self.sock = sock
        self._tell = tell
        self.patience = _PATIENCE
        """Seconds that a page which was reloaded waits for its own last run to end."""
        self._files = DownloadManager()
        self._is_taken = asyncio.Lock()

    @property
    def address(self) -> str:
        """The whole address, to be opened in a browser of this machine."""
        return f"{self.url}/{self.key}/"

    def run(self) -> None:
        """Serve until interrupted."""
        web.run_app(self.application(), sock=self.sock, print=lambda *_: None, access_log=None)

    async def application(self) -> web.Application:
        """Return what answers browsers."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/{key}/", self._page),
                web.get("/{key}/ws", self._line),
                web.static("/static", _ASSETS),
            ]
        )
        app.on_startup.append(self._say_where)
        return app

    async def _say_where(self, app: web.Application) -> None:
        del app
        self._tell(self.address)

    async def _page(self, request: web.Request) -> web.Response:
        """Answer with the terminal's page."""
        websocket = f"ws://{request.host}/{self.key}/ws"
        return _html(terminal_page(websocket, "/static/"), websocket)

    async def _line(self, request: web.Request) -> web.WebSocketResponse:
        """Run the program for as long as the browser is there."""
        line = web.WebSocketResponse(heartbeat=15)
        await line.prepare(request)
        if await self._may_run(line):
            async with self._is_taken:
                await self._run_program(request, line)
        return line

    async def _may_run(self, line: web.WebSocketResponse) -> bool:
        """Wait until nobody else has the files; return False where the browser leaves before."""
        while not await self._is_free():
            await line.send_bytes((_CLEAR + "\r\n ".join(("", *TAKEN))).encode())
            async for message in line:
                if message.type is WSMsgType.TEXT and "\r" in str(message.json()[-1]):
                    break
            else:
                return False
        return True

    async def _run_program(self, request: web.Request, line: web.WebSocketResponse) -> None:
        program = ProgramInBrowser(
            self._home.folder,
            write_bytes=line.send_bytes,
            write_str=line.send_str,
            close=line.close,
            download_manager=self._files,
        )
        sizes = [request.query.get(each, "") for each in ("width", "height")]
        width, height = (int(each) if each.isdecimal() else 0 for each in sizes)
        await program.start(width or 80, height or 24)
        try:
            async for message in line:
                if message.type is WSMsgType.TEXT:
                    kind, said = (*message.json(), None)[:2]
                    await program.hear(str(kind), said)
        finally:
            await program.stop()

    async def _is_free(self) -> bool:
        """Tell whether nobody has the files; wait a moment for a page that is being reloaded."""
        until = asyncio.get_running_loop().time() + self.patience
        while self._is_taken.locked() or is_open(self._home):
            if asyncio.get_running_loop().time() > until:
                return False
            await asyncio.sleep(_BETWEEN)
        return True

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who has the key, and no other site's page; what anybody may have is static."""
        if request.path.startswith("/static/"):
            return await handler(request)
        given = request.match_info.get("key", "")
        origin = request.headers.get("Origin", "")
        is_ours = not origin or origin == f"http://{request.host}"
        if not hmac.compare_digest(given.encode(), self.key.encode()) or not is_ours:
            return _html(notice_page(NO_KEY), "", status=403)
        return await handler(request)


def _html(text: str, websocket: str, *, status: int = 200) -> web.Response:
    headers = HEADERS | {"Content-Security-Policy": content_policy(websocket)}
    return web.Response(text=text, content_type="text/html", status=status, headers=headers)
