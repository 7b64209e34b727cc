"""The names of kinds and choices, as pages say them."""

from collections.abc import Mapping

from server.fieldnotes.kinds import (
    EVENTS,
    INSTRUMENTS,
    Assessment,
    Kind,
    Known,
    Medium,
    Programme,
    Ruling,
    Section,
    Size,
    Tone,
)
from server.missions.document import Channel, MeetingKind

KINDS: Mapping[str, str] = {
    Kind.MEETING: "Meeting",
    Kind.LEGAL: "Legal note",
    Kind.CAMPAIGN: "Campaign event",
    Kind.MEDIA: "Media entry",
    Kind.COMPLAINT: "Complaint",
    Kind.WEEKLY: "Weekly report",
}
SECTIONS: Mapping[str, str] = {
    Section.CONTEXT: "Political context",
    Section.LEGAL: "Electoral system and law",
    Section.ADMINISTRATION: "Election administration",
    Section.VOTERS: "Voter registration",
    Section.CANDIDATES: "Registration of candidates",
    Section.CAMPAIGN: "Campaign",
    Section.FINANCE: "Campaign finance",
    Section.MEDIA: "Media",
    Section.PARTICIPATION: "Women, minorities, persons with disabilities",
    Section.COMPLAINTS: "Complaints and appeals",
    Section.OBSERVERS: "Election observation",
    Section.ELECTION_DAY: "Election day",
}
MEETING_KINDS: Mapping[str, str] = {
    MeetingKind.COMMISSION: "Election commission",
    MeetingKind.GOVERNMENT: "Government",
    MeetingKind.LOCAL_GOVERNMENT: "Local government",
    MeetingKind.PARLIAMENT: "Parliament",
    MeetingKind.PARTY: "Political party or candidate",
    MeetingKind.CITIZEN_OBSERVERS: "Citizen observers",
    MeetingKind.MEDIA: "Media",
    MeetingKind.OTHER: "Others",
}
CHANNELS: Mapping[str, str] = {
    Channel.IN_PERSON: "in person",
    Channel.VIDEOCONFERENCE: "by videoconference",
    Channel.TELEPHONE: "by telephone",
}
ASSESSMENTS: Mapping[str, str] = {
    Assessment.OPEN: "not assessed yet",
    Assessment.MET: "met",
    Assessment.PARTLY: "partly met",
    Assessment.NOT_MET: "not met",
}
SIZES: Mapping[str, str] = {
    Size.NONE: "nobody",
    Size.TENS: "fewer than 50",
    Size.HUNDRED: "50 to 199",
    Size.HUNDREDS: "200 to 999",
    Size.THOUSANDS: "1,000 to 4,999",
    Size.MANY: "5,000 or more",
}
KNOWN: Mapping[str, str] = {
    Known.SEEN: "the team saw it",
    Known.REPORTED: "it was told to the team",
}
MEDIA: Mapping[str, str] = {
    Medium.TELEVISION: "Television",
    Medium.RADIO: "Radio",
    Medium.PRINT: "Newspaper or magazine",
    Medium.ONLINE: "Website",
    Medium.SOCIAL: "Social network",
}
PROGRAMMES: Mapping[str, str] = {
    Programme.NEWS: "News",
    Programme.EDITORIAL: "Comment or analysis",
    Programme.DEBATE: "Debate or interview",
    Programme.FREE: "Free airtime or space",
    Programme.PAID: "Paid advertising",
    Programme.OTHER: "Other",
}
TONES: Mapping[str, str] = {
    Tone.POSITIVE: "positive",
    Tone.NEUTRAL: "neutral",
    Tone.NEGATIVE: "negative",
}
RULINGS: Mapping[str, str] = {
    Ruling.PENDING: "pending",
    Ruling.UPHELD: "upheld",
    Ruling.PARTLY: "upheld in part",
    Ruling.REJECTED: "rejected",
    Ruling.INADMISSIBLE: "not admitted",
    Ruling.WITHDRAWN: "withdrawn",
}
COMMITMENTS: Mapping[str, str] = {key.value: words for key, words in INSTRUMENTS.items()}
EVENT_KINDS: Mapping[str, str] = {key.value: words for key, words in EVENTS.items()}
