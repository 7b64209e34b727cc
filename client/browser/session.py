"""One run of the program, whose screen is drawn in a browser."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

from textual_serve.app_service import AppService

from client.config import PASSPHRASE_VARIABLE

_SECONDS_TO_END = 5


class ProgramInBrowser(AppService):
    """The program on one home, in a process of its own."""

    def __init__(self, home: Path, **how: Any) -> None:  # noqa: ANN401 - as the service takes them
        super().__init__("evenhand", **how)
        self._home = home

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the program without a shell, and without a passphrase in its environment."""
        environment = self._build_environment(width=width, height=height)
        environment.pop(PASSPHRASE_VARIABLE, None)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "client",
            "--home",
            str(self._home),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
        )
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Draw until the program ends; then close the line to the browser, whatever ended it."""
        await super().run()
        await self.remote_close()

    async def hear(self, kind: str, said: Any) -> None:  # noqa: ANN401 - JSON
        """Pass on what the browser says; what is none of it is passed over."""
        match kind, said:
            case "stdin", str(letters):
                await self.send_bytes(letters.encode())
            case "resize", {"width": int(width), "height": int(height)}:
                await self.set_terminal_size(width, height)
            case "ping", str(word):
                await self.remote_write_str(json.dumps(["pong", word]))
            case "focus", _:
                await self.focus()
            case "blur", _:
                await self.blur()
            case _:
                return

    async def stop(self) -> None:
        """End the program as by closing a terminal: what is being typed is kept first."""
        process = self._process
        if process is not None and process.returncode is None:
            if os.name == "nt":
                await self.send_meta({"type": "quit"})
            else:
                process.terminate()
                self.stdin.close()  # what reads the keys would wait for more
            try:
                await asyncio.wait_for(process.wait(), _SECONDS_TO_END)
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._task is not None:
            await self._task
            self._task = None
