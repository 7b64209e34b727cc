"""What stands on the page "Registers": every room adds its line to the table here."""

from server.deployment.drafts import count_teams
from server.deployment.samples.service import count_samples
from server.fieldnotes.searching import count_notes
from server.imports.keeping import count_sources
from server.missions import counts
from server.missions.registers import Group, Register
from server.missions.versions import newest_number
from server.people.service import count_observers
from server.stations.service import count_stations

REGISTERS: tuple[Register, ...] = (
    Register(
        Group.MISSION,
        "Calendar",
        "/calendar",
        "deadlines by date and by rule, phases, what is due and who saw to it",
        counts.count_deadlines,
    ),
    Register(
        Group.MISSION,
        "Settings",
        "/settings",
        "title, election, voting hours, sample, period, duty phones, code of conduct",
    ),
    Register(
        Group.MISSION,
        "Versions",
        "/versions",
        "who changed what of the mission's document, and when; its file to take away or to load",
        newest_number,
    ),
    Register(
        Group.MISSION,
        "Closing",
        "/closing",
        "close the mission, archive it, erase personal data after their retention",
    ),
    Register(
        Group.ELECTION,
        "Election facts",
        "/facts",
        "figures and days with their sources, what differs between sources, what does not add up",
        counts.count_facts,
    ),
    Register(
        Group.ELECTION,
        "Names",
        "/names",
        "how bodies, places and officials are spelt, and every other spelling",
        counts.count_names,
    ),
    Register(
        Group.ELECTION,
        "Published texts",
        "/texts",
        "what facts are taken from, and where the texts contradict each other",
        counts.count_texts,
    ),
    Register(
        Group.PEOPLE,
        "Organisations",
        "/organisations",
        "who sends observers: a tree, so that an umbrella is not counted twice",
        counts.count_organisations,
    ),
    Register(
        Group.PEOPLE,
        "Accreditation",
        "/accreditation",
        "how many observers were granted to whom, day by day, and what does not add up",
    ),
    Register(
        Group.PEOPLE,
        "Observers",
        "/observers",
        "by code: roles, teams, training, accreditation; names kept apart",
        count_observers,
    ),
    Register(
        Group.PLACES,
        "Polling stations",
        "/stations",
        "the register: search, add and change, import, close; what each was planned for and told",
        count_stations,
    ),
    Register(
        Group.PLACES,
        "Teams and plans",
        "/plan",
        "who goes where and when, what is asked about it, deployment sheets",
        count_teams,
    ),
    Register(
        Group.PLACES,
        "Samples of stations",
        "/samples",
        "drawn by chance from the register, each with its seed, to be drawn again by anybody",
        count_samples,
    ),
    Register(
        Group.OBSERVATION,
        "Notes of long-term observers",
        "/fieldnotes",
        "meetings, law, campaign events, media, complaints, weekly reports",
        count_notes,
    ),
    Register(
        Group.OBSERVATION,
        "Media monitoring",
        "/fieldnotes/media",
        "who was spoken of, how long and in what tone, by outlet",
    ),
    Register(
        Group.OBSERVATION,
        "Complaints",
        "/fieldnotes/complaints",
        "what became of them, by the body that they were filed with, and in how many days",
    ),
    Register(
        Group.PLACES,
        "Sources",
        "/sources",
        "every file that a register was imported from, to be had back; import more",
        count_sources,
    ),
    Register(
        Group.OBSERVATION,
        "Recommendations",
        "/recommendations",
        "of past missions with what became of them, and this mission's own",
    ),
    Register(
        Group.ACCESS,
        "Members",
        "/members",
        "accounts and their roles in this mission, invitations, second factors demanded",
    ),
    Register(
        Group.ACCESS,
        "Audit trail",
        "/trail",
        "who did what, when, to which; chained, and provable",
    ),
)
"""In each group in this order. A line is shown to those for whom the table of access has it."""
