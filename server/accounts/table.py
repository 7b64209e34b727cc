"""The table of access: which address is for whom. What is not in it is refused.

Routes get their rule from here and nowhere else; tests hold table and routes to each other, walk
every route as every role, and keep docs/access.md (`make docs`). An address with `{code}` belongs
to that mission, and what counts is what the account is there; for the others, what it is in all
missions. `visible(…)` of each entity narrows further what a partner sees.
"""

from enum import StrEnum

from server.accounts.models import Role


class Open(StrEnum):
    """Addresses that ask for no role."""

    ANYONE = "anyone"
    DEVICE = "device"
    """The route itself asks for a device's token, an enrolment code or a link's secret."""
    SIGNED_IN = "signed in"
    """Whoever is signed in: what it shows, each sees for themselves."""
    OWN = "own account"
    """Whoever is signed in with a browser, for their own account; even who still owes a factor."""


Who = frozenset[Role]
"""The roles that an address is for."""
Rule = Open | Who

MEMBERS: Who = frozenset(Role)
"""Everybody in the mission, partners too."""
READERS: Who = MEMBERS - {Role.PARTNER}
"""Who reads whatever the mission has gathered."""
COORDINATORS: Who = frozenset({Role.ADMIN, Role.COORDINATOR})
"""Who decides on reports, laptops and plans."""
ANALYSTS: Who = COORDINATORS | {Role.ANALYST}
"""Who keeps registers and facts, and takes figures out."""
TAKERS: Who = ANALYSTS | {Role.HEAD, Role.PARTNER}
"""Who takes reports out: partners their own teams', coordinators of regions their regions'."""
DRAFTERS: Who = frozenset({Role.ADMIN, Role.HEAD, Role.ANALYST, Role.DRAFTER})
"""Who works on the statement."""
IMPORTERS: Who = ANALYSTS | DRAFTERS
"""Who imports registers: each register says to whom of them it is open."""
HEADS: Who = frozenset({Role.HEAD})
"""Who signs for the mission: the head of mission alone."""
OVERSEERS: Who = frozenset({Role.ADMIN, Role.HEAD})
"""Who reads the audit trail."""
ADMINS: Who = frozenset({Role.ADMIN})
"""Who lets people in."""

ACCESS: dict[str, Rule] = {
    # The server's own
    "GET /": Open.ANYONE,
    "GET /healthz": Open.ANYONE,
    "GET /openapi.json": Open.ANYONE,
    "GET /static": Open.ANYONE,
    # Signing in
    "GET /sign-in": Open.ANYONE,
    "POST /sign-in": Open.ANYONE,
    "GET /sign-in/second": Open.ANYONE,
    "POST /sign-in/second": Open.ANYONE,
    "POST /sign-in/passkey": Open.ANYONE,
    "POST /sign-in/passkey/challenge": Open.ANYONE,
    "POST /sign-out": Open.ANYONE,
    "GET /invitation": Open.ANYONE,
    "POST /invitation": Open.ANYONE,
    # One's own account
    "GET /account": Open.OWN,
    "POST /account/password": Open.OWN,
    "GET /account/app": Open.OWN,
    "POST /account/app": Open.OWN,
    "POST /account/app/removal": Open.OWN,
    "POST /account/recovery-codes": Open.OWN,
    "POST /account/passkeys": Open.OWN,
    "POST /account/passkeys/challenge": Open.OWN,
    "POST /account/passkeys/{passkey_id}/removal": Open.OWN,
    "POST /account/sessions/end": Open.OWN,
    "POST /account/sessions/{session_id}/end": Open.OWN,
    "POST /account/tokens": Open.OWN,
    "POST /account/tokens/{token_id}/revocation": Open.OWN,
    # Accounts, and who belongs to a mission
    "GET /accounts": ADMINS,
    "POST /accounts/invitations": ADMINS,
    "POST /accounts/invitations/{invitation_id}/withdrawal": ADMINS,
    "POST /accounts/demands": ADMINS,
    "GET /accounts/{account_id}": ADMINS,
    "POST /accounts/{account_id}/role": ADMINS,
    "POST /accounts/{account_id}/reset": ADMINS,
    "POST /accounts/{account_id}/disabling": ADMINS,
    "POST /accounts/{account_id}/enabling": ADMINS,
    "GET /m/{code}/members": OVERSEERS,
    "POST /m/{code}/members/{account_id}/role": ADMINS,
    "POST /m/{code}/members/{account_id}/removal": ADMINS,
    "POST /m/{code}/invitations": ADMINS,
    "POST /m/{code}/invitations/{invitation_id}/withdrawal": ADMINS,
    "POST /m/{code}/demands": ADMINS,
    # The audit trail
    "GET /trail": OVERSEERS,
    "GET /trail.csv": OVERSEERS,
    "GET /m/{code}/trail": OVERSEERS,
    "GET /m/{code}/trail.csv": OVERSEERS,
    # Missions
    "GET /missions": Open.SIGNED_IN,
    "GET /new-mission": ADMINS,
    "POST /missions": ADMINS,
    "GET /m/{code}": MEMBERS,
    "GET /m/{code}/registers": READERS,
    # The register of stations
    "GET /m/{code}/stations": READERS,
    "POST /m/{code}/stations": ANALYSTS,
    "GET /m/{code}/stations.csv": ANALYSTS,
    "GET /m/{code}/stations/new": ANALYSTS,
    "GET /m/{code}/stations/described": READERS,
    "POST /m/{code}/stations/described": COORDINATORS,
    "GET /m/{code}/stations/{station_id}": READERS,
    "GET /m/{code}/stations/{station_id}/particulars": ANALYSTS,
    "POST /m/{code}/stations/{station_id}/particulars": ANALYSTS,
    "POST /m/{code}/stations/{station_id}/closing": ANALYSTS,
    "POST /m/{code}/stations/{station_id}/opening": ANALYSTS,
    # Registers from files
    "GET /m/{code}/sources": READERS,
    "GET /m/{code}/sources/{source_id}": IMPORTERS,
    "GET /m/{code}/sources/{source_id}/file": IMPORTERS,
    "GET /m/{code}/sources/{source_id}/mistakes.csv": IMPORTERS,
    "POST /m/{code}/sources/{source_id}/reading": IMPORTERS,
    "POST /m/{code}/sources/{source_id}/confirmation": IMPORTERS,
    "POST /m/{code}/sources/{source_id}/setting-aside": IMPORTERS,
    "GET /m/{code}/import/{kind}": IMPORTERS,
    "POST /m/{code}/import/{kind}": IMPORTERS,
    "GET /m/{code}/closing": OVERSEERS,
    "POST /m/{code}/closing": ADMINS,
    "POST /m/{code}/closing/reopening": ADMINS,
    "POST /m/{code}/closing/archiving": ADMINS,
    "POST /m/{code}/closing/erasure": ADMINS,
    "GET /m/{code}/settings": READERS,
    "POST /m/{code}/settings": ADMINS,
    "GET /m/{code}/versions": READERS,
    "GET /m/{code}/versions/{number}": READERS,
    "GET /m/{code}/versions/{number}/mission.yaml": ANALYSTS,
    "POST /m/{code}/versions/{number}/restoration": ADMINS,
    "GET /m/{code}/mission.yaml": ANALYSTS,
    "POST /m/{code}/mission-file": ADMINS,
    "POST /m/{code}/mission-file/confirmation": ADMINS,
    # Calendar
    "GET /m/{code}/calendar": READERS,
    "GET /m/{code}/calendar.ics": READERS,
    "POST /m/{code}/calendar/{listed}": ANALYSTS,
    "GET /m/{code}/calendar/{listed}/{key}": ANALYSTS,
    "POST /m/{code}/calendar/{listed}/{key}": ANALYSTS,
    "POST /m/{code}/calendar/{listed}/{key}/removal": ANALYSTS,
    "POST /m/{code}/calendar/deadlines/{key}/done": ANALYSTS,
    "POST /m/{code}/calendar/deadlines/{key}/reopening": ANALYSTS,
    # Election facts
    "GET /m/{code}/facts": READERS,
    "POST /m/{code}/facts": ANALYSTS,
    "GET /m/{code}/new-fact": ANALYSTS,
    "GET /m/{code}/facts/{key}": READERS,
    "POST /m/{code}/facts/{key}": ANALYSTS,
    "POST /m/{code}/facts/{key}/removal": ANALYSTS,
    "POST /m/{code}/facts/{key}/claims": ANALYSTS,
    "POST /m/{code}/facts/{key}/claims/{number}/removal": ANALYSTS,
    "POST /m/{code}/facts/{key}/choice": ANALYSTS,
    "GET /m/{code}/facts.json": READERS,
    "GET /m/{code}/calendar.json": READERS,
    "GET /m/{code}/names": READERS,
    "GET /m/{code}/texts": READERS,
    "POST /m/{code}/entries/{listed}": ANALYSTS,
    "GET /m/{code}/entries/{listed}/{at}": ANALYSTS,
    "POST /m/{code}/entries/{listed}/{at}": ANALYSTS,
    "POST /m/{code}/entries/{listed}/{at}/removal": ANALYSTS,
    "GET /m/{code}/text-check": READERS,
    "POST /m/{code}/text-check": READERS,
    # Reports, incidents
    "GET /m/{code}/reports": MEMBERS,
    "GET /m/{code}/reports/{report_id}": MEMBERS,
    "GET /m/{code}/reports/{report_id}/files/{entry_id}": MEMBERS,
    "GET /m/{code}/reports/{report_id}/files/{entry_id}/original": COORDINATORS,
    "POST /m/{code}/reports/{report_id}/judgement": COORDINATORS,
    # Messages
    "GET /m/{code}/review": READERS,
    "GET /m/{code}/reports/{report_id}/checks": READERS,
    "POST /m/{code}/reports/{report_id}/notes": COORDINATORS,
    "POST /m/{code}/reports/{report_id}/notes/{note_id}/end": COORDINATORS,
    "POST /m/{code}/reports/{report_id}/inquiries": COORDINATORS,
    "GET /m/{code}/incidents": MEMBERS,
    "GET /m/{code}/incidents.json": MEMBERS,
    "GET /m/{code}/incidents/{incident_id}": MEMBERS,
    "GET /m/{code}/incidents/{incident_id}/incident.json": MEMBERS,
    "GET /m/{code}/incidents/{incident_id}/files/{entry_id}": MEMBERS,
    "GET /m/{code}/incidents/{incident_id}/files/{entry_id}/original": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/handling": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/actions": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/closing": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/reopening": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/merging": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/parting": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/sources": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/sources/{source_id}/withdrawal": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/inquiries": COORDINATORS,
    "POST /m/{code}/incidents/{incident_id}/judgement": COORDINATORS,
    # Recommendations
    "GET /m/{code}/recommendations": READERS,
    "GET /m/{code}/recommendations.json": READERS,
    "GET /m/{code}/recommendations/new": DRAFTERS,
    "POST /m/{code}/recommendations/new": DRAFTERS,
    "GET /m/{code}/recommendations/carrying": DRAFTERS,
    "POST /m/{code}/recommendations/carrying": DRAFTERS,
    "GET /m/{code}/recommendations/of/{key}": DRAFTERS,
    "POST /m/{code}/recommendations/of/{key}": DRAFTERS,
    "POST /m/{code}/recommendations/of/{key}/removal": DRAFTERS,
    # Long-term observation
    "GET /m/{code}/fieldnotes": READERS,
    "GET /m/{code}/fieldnotes.csv": ANALYSTS,
    "GET /m/{code}/fieldnotes.json": READERS,
    "POST /m/{code}/fieldnotes.json": ANALYSTS,
    "GET /m/{code}/fieldnotes/complaints": READERS,
    "GET /m/{code}/fieldnotes/complaints.json": READERS,
    "GET /m/{code}/fieldnotes/media": READERS,
    "GET /m/{code}/fieldnotes/media.json": READERS,
    "GET /m/{code}/fieldnotes/new": ANALYSTS,
    "POST /m/{code}/fieldnotes/new": ANALYSTS,
    "GET /m/{code}/fieldnotes/{note_id}": READERS,
    "GET /m/{code}/fieldnotes/{note_id}/note.json": READERS,
    "POST /m/{code}/fieldnotes/{note_id}/note.json": ANALYSTS,
    "GET /m/{code}/fieldnotes/{note_id}/revisions": ANALYSTS,
    "POST /m/{code}/fieldnotes/{note_id}/revisions": ANALYSTS,
    "POST /m/{code}/fieldnotes/{note_id}/withdrawal": ANALYSTS,
    "POST /m/{code}/fieldnotes/{note_id}/return": ANALYSTS,
    "POST /m/{code}/fieldnotes/{note_id}/files": ANALYSTS,
    "GET /m/{code}/fieldnotes/{note_id}/files/{file_id}": READERS,
    "POST /m/{code}/fieldnotes/{note_id}/files/{file_id}/removal": ANALYSTS,
    "GET /m/{code}/messages": READERS,
    "POST /m/{code}/messages": COORDINATORS,
    "POST /m/{code}/messages/recipients": COORDINATORS,
    "GET /m/{code}/messages/{message_id}": READERS,
    "POST /m/{code}/messages/{message_id}/again": COORDINATORS,
    # Teams and plans
    "GET /m/{code}/plan": READERS,
    "GET /m/{code}/plan.csv": READERS,
    "GET /m/{code}/plan/questions": READERS,
    "GET /m/{code}/plan/changes": READERS,
    "GET /m/{code}/plan/history": READERS,
    "GET /m/{code}/plan/new": COORDINATORS,
    "POST /m/{code}/plan/new": COORDINATORS,
    "GET /m/{code}/plan/teams/{team}": READERS,
    "POST /m/{code}/plan/teams/{team}": COORDINATORS,
    "POST /m/{code}/plan/teams/{team}/removal": COORDINATORS,
    "POST /m/{code}/plan/teams/{team}/discarding": COORDINATORS,
    "GET /m/{code}/plan/teams/{team}/sheet.pdf": READERS,
    "GET /m/{code}/plan/sheets.pdf": READERS,
    "POST /m/{code}/plan/publication": COORDINATORS,
    "GET /m/{code}/plan/settings": COORDINATORS,
    "POST /m/{code}/plan/settings": COORDINATORS,
    # Samples of stations
    "GET /m/{code}/samples": READERS,
    "POST /m/{code}/samples": ANALYSTS,
    "GET /m/{code}/samples/{number}": READERS,
    "GET /m/{code}/samples/{number}/stations.csv": READERS,
    "POST /m/{code}/samples/{number}/replacement": ANALYSTS,
    "POST /m/{code}/samples/{number}/handing-out": COORDINATORS,
    "POST /m/{code}/samples/{number}/adoption": ANALYSTS,
    # Organisations and accreditation
    "GET /m/{code}/organisations": READERS,
    "POST /m/{code}/organisations": ANALYSTS,
    "GET /m/{code}/new-organisation": ANALYSTS,
    "GET /m/{code}/organisations/{organisation}": ANALYSTS,
    "POST /m/{code}/organisations/{organisation}": ANALYSTS,
    "POST /m/{code}/organisations/{organisation}/removal": ANALYSTS,
    "GET /m/{code}/accreditation": READERS,
    "POST /m/{code}/accreditation": ANALYSTS,
    "POST /m/{code}/accreditation-rules": ANALYSTS,
    "GET /m/{code}/new-announcement": ANALYSTS,
    "GET /m/{code}/accreditation/{number}": ANALYSTS,
    "POST /m/{code}/accreditation/{number}": ANALYSTS,
    "POST /m/{code}/accreditation/{number}/removal": ANALYSTS,
    # Observers, by code and by name
    "GET /m/{code}/observers": READERS,
    "POST /m/{code}/observers": COORDINATORS,
    "GET /m/{code}/observers.csv": ANALYSTS,
    "GET /m/{code}/new-observer": COORDINATORS,
    "POST /m/{code}/observer-names": COORDINATORS,
    "GET /m/{code}/observers/{observer}": READERS,
    "POST /m/{code}/observers/{observer}": COORDINATORS,
    "POST /m/{code}/observers/{observer}/steps": COORDINATORS,
    "GET /m/{code}/observers/{observer}/identity": COORDINATORS,
    "POST /m/{code}/observers/{observer}/identity": COORDINATORS,
    "POST /m/{code}/observers/{observer}/erasure": COORDINATORS,
    # Findings and statement
    "GET /m/{code}/evidence": READERS,
    "GET /m/{code}/coverage": READERS,
    "GET /m/{code}/coverage.json": READERS,
    "GET /m/{code}/findings": MEMBERS,
    "GET /m/{code}/findings/{form}": MEMBERS,
    "GET /m/{code}/findings/{form}.json": MEMBERS,
    "GET /m/{code}/findings/{form}/versions": READERS,
    "GET /m/{code}/statement": READERS,
    "GET /m/{code}/statement.{extension}": READERS,
    # Reports out
    "GET /m/{code}/exports": TAKERS,
    "POST /m/{code}/exports": TAKERS,
    "GET /m/{code}/exports/file": TAKERS,
    "GET /m/{code}/statement/drafts": DRAFTERS,
    "POST /m/{code}/statement/drafts": DRAFTERS,
    "GET /m/{code}/statement/drafts/{draft_id}": DRAFTERS,
    "GET /m/{code}/statement/drafts/{draft_id}/standing.json": DRAFTERS,
    "GET /m/{code}/statement/drafts/{draft_id}/preview": DRAFTERS,
    "GET /m/{code}/statement/drafts/{draft_id}/draft.{extension}": DRAFTERS,
    "GET /m/{code}/statement/drafts/{draft_id}/history": DRAFTERS,
    "GET /m/{code}/statement/drafts/{draft_id}/difference": DRAFTERS,
    "GET /m/{code}/statement/drafts/{draft_id}/news": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/regeneration": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/revisions/{number}/restoration": DRAFTERS,
    "GET /m/{code}/statement/drafts/{draft_id}/sentence": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/sentence": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/sentences": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/offers": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/comments": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/comments/{comment_id}/resolution": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/approvals": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/approvals/{approval_id}/end": DRAFTERS,
    "POST /m/{code}/statement/drafts/{draft_id}/sign-off": HEADS,
    "POST /m/{code}/statement/drafts/{draft_id}/corrections": DRAFTERS,
    "POST /m/{code}/statement/sealed/{statement_id}/embargo": HEADS,
    "GET /m/{code}/statement/templates": DRAFTERS,
    "GET /m/{code}/statement/templates/own": DRAFTERS,
    "POST /m/{code}/statement/templates/own": DRAFTERS,
    # Sealed statements: for everybody, once their embargo has passed
    "GET /statements/{statement_id}": Open.ANYONE,
    "GET /statements/{statement_id}/statement.{extension}": Open.ANYONE,
    "GET /statements/{statement_id}/seal.json": Open.ANYONE,
    # Laptops and bundles
    "GET /m/{code}/devices": COORDINATORS,
    "POST /m/{code}/devices": COORDINATORS,
    "POST /m/{code}/devices/{device_id}/withdrawal": COORDINATORS,
    "GET /m/{code}/devices.json": COORDINATORS,
    "POST /m/{code}/devices/{device_id}/replacement": COORDINATORS,
    "GET /m/{code}/devices/{device_id}": COORDINATORS,
    "GET /m/{code}/devices/{device_id}/receipts.json": COORDINATORS,
    "GET /m/{code}/bundles": COORDINATORS,
    "POST /m/{code}/bundles": COORDINATORS,
    # What laptops and couriers use
    "OPTIONS /api/v1/bundles": Open.ANYONE,
    "POST /api/v1/bundles": Open.DEVICE,
    "GET /api/v1/bundles/{upload_id}": Open.DEVICE,
    "PATCH /api/v1/bundles/{upload_id}": Open.DEVICE,
    "POST /api/v1/bundles/{upload_id}": Open.DEVICE,
    "POST /api/v1/enrol": Open.DEVICE,
    "POST /api/v1/push": Open.DEVICE,
    "GET /api/v1/changes": Open.DEVICE,
    "GET /api/v1/forms/{digest}": Open.DEVICE,
    "GET /api/v1/form-files/{sha256}": Open.DEVICE,
    "OPTIONS /api/v1/uploads": Open.ANYONE,
    "POST /api/v1/uploads": Open.DEVICE,
    "GET /api/v1/uploads/{upload_id}": Open.DEVICE,
    "PATCH /api/v1/uploads/{upload_id}": Open.DEVICE,
    "POST /api/v1/uploads/{upload_id}": Open.DEVICE,
}
"""Method and path of a route → who may use it."""


def rule_of(method: str, path: str) -> Rule | None:
    """Return the rule of a route by its method and its path template, or None."""
    return ACCESS.get(f"{'GET' if method == 'HEAD' else method} {path}")


def is_of_a_mission(path: str) -> bool:
    """Say whether a route, by its path template, belongs to one mission."""
    return "{code}" in path


def words_of(who: Who) -> str:
    """Return the roles of `who` as a sentence names them, in the order of `Role`."""
    *others, last = [role.words for role in Role if role in who]
    return f"{', '.join(others)} or {last}" if others else last
