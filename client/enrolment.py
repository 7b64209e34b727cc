"""Joining a mission: a one-time code against a place in its journal, over a line or by a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ValidationError

from client.address import server_address
from client.identity import (
    Identity,
    ReportsWait,
    find_identity,
    keep_identity,
    signing_key_for,
    was_enrolled_as,
)
from client.language import later, tr
from client.laptop import Laptop
from client.letters import clean
from client.pack_file import PackLine, read_pack
from client.remote import GarbledAnswer, Remote
from client.steps.moving import bring_along, move
from client.steps.pull import pull
from shared.problems import Problem
from shared.sync.protocol import PROTOCOL_VERSION, EnrolIn
from shared.sync.seal import device_id_of, public_key_of


class OtherMission(Problem):
    """The code belongs to another mission or team than what is unfinished on this laptop."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "other-mission"
    title: ClassVar[str] = later("The code belongs to another mission or team")


class BadInvitation(Problem):
    """No server gives out such a code, or takes such a name."""

    code: ClassVar[str] = "bad-invitation"
    title: ClassVar[str] = later("This can't be an enrolment code")


@dataclass(frozen=True)
class Invitation:
    """What the coordinator handed out, and what the team calls the laptop."""

    url: str
    """As `client.address.server_address` returns it."""
    code: str
    name: str = ""
    plain_http: bool = False
    take_along: bool = False
    """Take waiting reports along into the new journal, where the old one can't be sent."""


async def enrol(laptop: Laptop, remote: Remote, invitation: Invitation) -> Identity:
    """Enrol this laptop and return who it is from now on. The pack is not pulled yet.

    Trying again with the same code uses the same key, so a lost answer does no harm on our
    side. Reports that wait are taken along from a forked journal, or where the invitation says
    so. Raises ReportsWait or BadInvitation (before anything is sent), OtherMission, GarbledAnswer
    (also for the answer to an earlier enrolment), or what `remote` raises.
    """
    check_may_enrol(laptop, take_along=invitation.take_along)
    code = clean(invitation.code.strip())
    seed = signing_key_for(laptop.store, code)
    answer = await remote.enrol(_message(code, clean(invitation.name), seed))
    if was_enrolled_as(laptop.store, answer.device):
        raise GarbledAnswer(
            tr(
                "Something on the way answered with what headquarters had said to an earlier "
                "enrolment of this laptop. Nothing was changed here. Try again with the same "
                "code."
            )
        )
    identity = Identity(
        device=answer.device,
        token=answer.token,
        seed=seed,
        server_url=invitation.url,
        server_key=answer.server_key,
        mission=answer.mission,
        team=answer.team,
        plain_http=invitation.plain_http,
    )
    _start_journal(laptop, identity)
    return identity


async def enrol_from_pack(
    laptop: Laptop,
    file: Path,
    code: str,
    *,
    name: str = "",
    plain_http: bool = False,
    take_along: bool = False,
) -> Identity:
    """Set this laptop up from a pack file, without a network; return who it is from now on.

    Its checklists and stations are here when this returns, and reports may be filled and sealed.
    Headquarters learns of it with the first sync, or by its first bundle. Trying again with the
    same file does no harm. Raises ReportsWait, BadInvitation, PackUnreadable, PackExpired,
    PlainHttp, OtherMission, or what the disk refuses.
    """
    check_may_enrol(laptop, take_along=take_along)
    pack = await read_pack(file, clean(code), laptop.clock())
    header = pack.header
    code, name = clean(code.strip()), clean(name)
    seed = signing_key_for(laptop.store, code)
    message = _message(code, name, seed)
    identity = Identity(
        device=device_id_of(message.public_key),
        token="",
        seed=seed,
        server_url=server_address(header.server_url, plain_http=plain_http),
        server_key=header.server_key,
        mission=header.mission,
        team=header.team,
        plain_http=plain_http,
        code=message.code,
        name=message.name,
    )
    _start_journal(laptop, identity)
    await pull(laptop, PackLine(pack))
    return identity


def _message(code: str, name: str, seed: bytes) -> EnrolIn:
    try:
        return EnrolIn(
            protocol=PROTOCOL_VERSION, code=code, public_key=public_key_of(seed), name=name
        )
    except ValidationError:
        raise BadInvitation(
            tr(
                "This can't be an enrolment code, or the laptop's name is longer than 80 "
                "letters. Copy the code as your coordinator gave it, and try again."
            )
        ) from None


def check_may_enrol(laptop: Laptop, *, take_along: bool = False) -> None:
    """Raise ReportsWait where a new enrolment would leave reports behind unsent."""
    if find_identity(laptop.store) is None or take_along:
        return
    standing = laptop.journal.standing()
    if standing.waiting and not standing.is_forked and not laptop.journal.is_unknown():
        raise ReportsWait(
            tr(
                "Reports that wait on this laptop: %(waiting)s. Headquarters does not have "
                "them yet. Sync first, then enrol. If that can't be done any more, repeat the "
                "command with --take-along: they then go out under the new enrolment."
            )
            % {"waiting": standing.waiting}
        )


def _start_journal(laptop: Laptop, identity: Identity) -> None:
    """Keep the identity and move what waits into its journal, in one transaction.

    Where headquarters has forgotten this laptop, it was restored from an older backup, and may
    lack what it once gave a receipt for: then everything goes again.
    """
    earlier = find_identity(laptop.store)
    with laptop.store.writing():
        is_forgotten = earlier is not None and laptop.journal.is_unknown()
        waiting = list(laptop.journal.waiting(limit=-1)) if earlier else []
        if earlier and (waiting or is_forgotten or laptop.drafts.count()):
            _check_same_team(earlier, identity)
        left = laptop.journal.number() if earlier else 0
        keep_identity(laptop.store, identity, now=laptop.clock())
        move(laptop, [(left, entry) for entry in waiting])
        if is_forgotten:
            bring_along(laptop)
        laptop.attachments.announce_again(left)


def _check_same_team(earlier: Identity, identity: Identity) -> None:
    """Raise OtherMission where unfinished work would go out under another team's name."""
    if (earlier.mission, earlier.team) != (identity.mission, identity.team):
        raise OtherMission(
            tr(
                "This code belongs to team %(team)s of the mission %(mission)s, but this "
                "laptop still has drafts or unsent reports of team %(earlier_team)s of "
                "%(earlier_mission)s. Nothing was changed here. Ask for a new code and enrol "
                "in another folder (--home)."
            )
            % {
                "team": identity.team,
                "mission": repr(identity.mission),
                "earlier_team": earlier.team,
                "earlier_mission": repr(earlier.mission),
            }
        )
