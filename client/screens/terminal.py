"""What the program does to the terminal beyond drawing: it leaves nothing behind."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable

from textual.driver import Driver

from client.widgets.plain import is_plain

_BLANK = "\x1b[0m\x1b[2J\x1b[H"
"""No colours, no letters, cursor to the corner."""
_CURSOR = "\x1b[?25h"
_SECONDS_TO_END = 3


def blanking(driver: type[Driver]) -> type[Driver]:
    """Return `driver`, but one that wipes its screen before it gives the terminal back.

    Terminals keep the program's screen apart from what was there before, and some show it again.
    For a screen reader the terminal's cursor stays visible: it reads where the cursor is.
    """
    start, stop = driver.start_application_mode, driver.stop_application_mode

    def start_application_mode(self: Driver) -> None:
        """Start; then show the cursor to those who need it."""
        start(self)
        if is_plain():
            self.write(_CURSOR)

    def stop_application_mode(self: Driver) -> None:
        """Wipe the screen, then stop."""
        self.write(_BLANK)
        stop(self)

    modes = {
        "start_application_mode": start_application_mode,
        "stop_application_mode": stop_application_mode,
    }
    return type(driver.__name__, (driver,), modes)


def end_for_certain(code: int) -> None:
    """See to it that the process is gone in a few seconds, with this exit code.

    Where the terminal was closed, drawing to it can wait for ever.
    """
    watchdog = threading.Timer(_SECONDS_TO_END, os._exit, [code])
    watchdog.daemon = True
    watchdog.start()


def has_terminal() -> bool:
    """Say whether there is a terminal at the other end of what we read.

    One that goes without a word (a pulled cable, a killed multiplexer) leaves nobody to lock up.
    """
    try:
        return os.isatty(sys.__stdin__.fileno()) if sys.__stdin__ else False
    except (OSError, ValueError):
        return False


def on_signals_to_end(end: Callable[[int], Awaitable[None]]) -> None:
    """Call `end` when the system asks the program to end, or its terminal is closed.

    Without this the program would die at once and leave its screen in the terminal. To be called
    in the running loop. On Windows the system asks in other ways.
    """
    if sys.platform == "win32":
        return
    loop, ending = asyncio.get_running_loop(), set[asyncio.Future[None]]()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, lambda n=number: ending.add(asyncio.ensure_future(end(n))))
