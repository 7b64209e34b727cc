"""A load generator that costs little itself: prepared requests over kept-alive connections.

Each connection sends its next request when the answer to the one before has come, as a device
does. Answers are counted by status; anything but 2xx is shown, never averaged away.
"""

import asyncio
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(frozen=True)
class Load:
    """What came of a load: how many requests a second, and how long each took."""

    requests: int
    seconds: float
    latencies: list[float] = field(repr=False)
    statuses: Counter[int]

    @property
    def per_second(self) -> float:
        """Requests answered with 2xx, per second."""
        good = sum(count for status, count in self.statuses.items() if 200 <= status < 300)
        return good / self.seconds

    def percentile(self, percent: int) -> float:
        """Return the latency, in milliseconds, that `percent` of the requests stayed under."""
        return statistics.quantiles(self.latencies, n=100)[percent - 1] * 1000


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """Return the bytes of an HTTP/1.1 POST."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class _Connection(asyncio.Protocol):
    """Sends its requests one after another and notes when each was answered."""

    def __init__(self, requests: Iterable[bytes], done: asyncio.Future[None]) -> None:
        self._requests = iter(requests)
        self._done = done
        self._buffer = b""
        self._sent_at = 0.0
        self.latencies: list[float] = []
        self.statuses: Counter[int] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            self._done.set_result(None)
            return
        self._sent_at = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(rest) < length:
            return
        self._buffer = b""
        self.latencies.append(perf_counter() - self._sent_at)
        self.statuses[int(head[9:12])] += 1
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("the server hung up"))


async def _run(port: int, queues: list[list[bytes]]) -> Load:
    loop = asyncio.get_running_loop()
    connections: list[_Connection] = []
    waiting: list[asyncio.Future[None]] = []
    start = perf_counter()
    for queue in queues:
        done: asyncio.Future[None] = loop.create_future()
        connection = _Connection(queue, done)
        await loop.create_connection(lambda made=connection: made, "127.0.0.1", port)
        connections.append(connection)
        waiting.append(done)
    await asyncio.gather(*waiting)
    seconds = perf_counter() - start
    return Load(
        requests=sum(len(queue) for queue in queues),
        seconds=seconds,
        latencies=[each for connection in connections for each in connection.latencies],
        statuses=sum((each.statuses for each in connections), Counter[int]()),
    )


def fire(port: int, queues: list[list[bytes]], limit: float = 120) -> Load:
    """Send each of `queues` down a connection of its own to `port`, all at once.

    Gives up after `limit` seconds: a server that hangs is to be told, not waited for.
    """

    async def in_time() -> Load:
        async with asyncio.timeout(limit):
            return await _run(port, queues)

    try:
        return asyncio.run(in_time())
    except TimeoutError:
        raise SystemExit(f"The server did not answer everything within {limit:.0f} s.") from None
