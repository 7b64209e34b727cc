"""The first contact of a laptop that was set up from a pack file.

It enrols as any laptop does, with its code and its key; only that its journal has begun already.
Until headquarters has answered, nothing is sent, and everything waits.
"""

from typing import ClassVar

from client.identity import Identity, keep_introduced
from client.language import later, tr
from client.laptop import Laptop
from client.remote import Remote, ServerProblem, UntrustedServer
from shared.problems import Problem
from shared.sync.protocol import PROTOCOL_VERSION, EnrolIn
from shared.sync.seal import public_key_of

_FOR_GOOD = {"enrolment-code-used", "enrolment-code-expired", "enrolment-code-unknown"}
"""What a server says that will never take this code any more."""


class PackRefused(Problem):
    """Headquarters does not take the code of the pack file that this laptop was set up from."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "pack-refused"
    title: ClassVar[str] = later("Headquarters does not take this laptop's pack file")


async def introduce(laptop: Laptop, remote: Remote) -> None:
    """Enrol a laptop that was set up from a pack file; do nothing where that was done.

    Raises PackRefused, and then the next enrolment takes along what waits; UntrustedServer where
    somebody else answers; or what `remote` raises.
    """
    identity = laptop.journal.identity
    if identity.is_introduced:
        return
    if laptop.journal.is_unknown():
        raise _refused(tr("It said so before."))
    try:
        answer = await remote.enrol(enrolment_of(identity))
    except ServerProblem as problem:
        if problem.server_code not in _FOR_GOOD:
            raise
        laptop.journal.mark_unknown(laptop.clock())
        raise _refused(problem.detail) from problem
    if (answer.device, answer.server_key) != (identity.device, identity.server_key):
        raise UntrustedServer(
            tr(
                "Whoever answered is not the server that made this laptop's pack file, so nothing "
                "was sent. Your reports are safe on this laptop. Tell your coordinator."
            )
        )
    keep_introduced(laptop.store, answer.token)


def enrolment_of(identity: Identity) -> EnrolIn:
    """Return the message with which the laptop introduces itself."""
    return EnrolIn(
        protocol=PROTOCOL_VERSION,
        code=identity.code,
        public_key=public_key_of(identity.seed),
        name=identity.name,
    )


def _refused(reason: str) -> PackRefused:
    return PackRefused(
        tr(
            "Headquarters does not take the pack file that this laptop was set up from: "
            "%(reason)s Nothing is lost: ask your coordinator for a new code, then enrol this "
            "laptop with it (evenhand enrol URL CODE). All that waits here goes along."
        )
        % {"reason": reason}
    )
