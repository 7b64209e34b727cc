"""Unlocking: what the passphrase costs, what opening the store costs, and the first answer."""

import statistics
import tempfile
from pathlib import Path
from time import perf_counter

import sqlcipher3

from benchmarks.laptop import enrolled_laptop, milliseconds, voting_form
from benchmarks.table import Figure, print_table
from client.config import Home
from client.laptop import Laptop, unlocked
from client.vault.vault import Vault
from shared.clock import system_clock

PASSPHRASE = "three plain words"  # noqa: S105 - of a throw-away store
SHARE_BUDGET = 0.1
"""Of the passphrase's time: what else stands between it and the first answer."""
ROWS = 5000


def passphrase_seconds(times: int = 5) -> float:
    """Return the median seconds from the passphrase to the key, at the cost in force."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(Home(Path(folder)))
        vault.create(PASSPHRASE)
        return statistics.median(
            milliseconds(lambda: vault.unlock(PASSPHRASE)) / 1000 for _ in range(times)
        )


def opening_and_first_answer(laptop: Laptop, times: int = 7) -> tuple[float, float]:
    """Return the median milliseconds of opening a checked store, and of the first answer in it."""
    key, form = Vault(laptop.home).unlock(PASSPHRASE), voting_form()
    draft = laptop.drafts.open(form, "00001")
    question = next(iter(form.questions())).name
    opened, answered = list[float](), list[float]()
    laptop.close()
    for _ in range(times):
        start = perf_counter()
        again = unlocked(laptop.home, key, system_clock)
        opened.append((perf_counter() - start) * 1000)
        answered.append(milliseconds(lambda: again.drafts.set_comment(draft.id, question, "x")))  # noqa: B023 - called at once
        again.close()
    return statistics.median(opened), statistics.median(answered)


def key_milliseconds(folder: Path, key: str, times: int = 7) -> float:
    """Return the median milliseconds of opening a bare SQLCipher file with `PRAGMA key`."""
    file = str(folder / f"bare-{len(key)}.db")

    def once() -> None:
        connection = sqlcipher3.connect(file)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        connection.execute(f'PRAGMA key = "{key}"')  # pyright: ignore[reportUnknownMemberType]
        connection.execute("CREATE TABLE IF NOT EXISTS t (n)")  # pyright: ignore[reportUnknownMemberType]
        connection.close()  # pyright: ignore[reportUnknownMemberType]

    once()
    return statistics.median(milliseconds(once) for _ in range(times))


def memory_security_ratio(folder: Path) -> float:
    """Return how much longer reading takes with locked and wiped memory than without."""

    def scan(switch: str) -> float:
        connection = sqlcipher3.connect(str(folder / f"scan-{switch}.db"))  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        connection.execute(f"PRAGMA key = \"x'{'ab' * 32}'\"")  # pyright: ignore[reportUnknownMemberType]
        connection.execute(f"PRAGMA cipher_memory_security = {switch}")  # pyright: ignore[reportUnknownMemberType]
        connection.execute("CREATE TABLE t (a)")  # pyright: ignore[reportUnknownMemberType]
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 2000,)] * ROWS)  # pyright: ignore[reportUnknownMemberType]
        connection.commit()  # pyright: ignore[reportUnknownMemberType]
        seconds = statistics.median(
            milliseconds(lambda: connection.execute("SELECT sum(length(a)) FROM t").fetchone())  # pyright: ignore[reportUnknownMemberType, reportUnknownLambdaType]
            for _ in range(5)
        )
        connection.close()  # pyright: ignore[reportUnknownMemberType]
        return seconds

    without = scan("OFF")
    return scan("ON") / without


def measure() -> None:
    """Measure unlocking and print its table."""
    passphrase = passphrase_seconds()
    with enrolled_laptop() as (laptop, _, _):
        opening, answer = opening_and_first_answer(laptop)
    with tempfile.TemporaryDirectory() as folder:
        raw = key_milliseconds(Path(folder), f"x'{'ab' * 32}'")
        derived = key_milliseconds(Path(folder), PASSPHRASE)
        ratio = memory_security_ratio(Path(folder))
    share = (opening + answer) / (passphrase * 1000)
    print_table(
        "Unlocking",
        [
            Figure("passphrase to key (Argon2id, 256 MiB)", f"{passphrase * 1000:.0f} ms"),
            Figure("store opened, every page checked", f"{opening:.1f} ms"),
            Figure("first answer after it, on the disk", f"{answer:.1f} ms"),
            Figure(
                "opening and first answer, of the passphrase's time",
                f"{share:.1%}",
                f"< {SHARE_BUDGET:.0%}",
                kept=share < SHARE_BUDGET,
            ),
            Figure(
                "bare SQLCipher: passphrase as key against a raw key",
                f"{derived:.0f} ms / {raw:.1f} ms = {derived / raw:.0f} x, for each connection",
            ),
            Figure("reading with memory locked and wiped, against without", f"{ratio:.2f} x"),
        ],
    )


if __name__ == "__main__":
    measure()
