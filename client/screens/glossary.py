"""The words of the mission and of this program, each with what it means, for the help."""

from client.language import later

NON_ANSWERS = (
    (later("not observed"), later("you were there, but did not see this step")),
    (later("don't know"), later("you saw it, but cannot tell")),
    (
        later("not applicable"),
        later("the step does not exist here, as inking where there is none"),
    ),
    (later("missing"), later("nobody answered; figures leave it out, and say so")),
)
"""The four that must not be mixed up, and are never “no”."""
MISSION = (
    (later("mission"), later("one observation mission at one election")),
    (later("drill"), later("a mission for training; it never mixes with a real one")),
    (later("team"), later("the observers who share a laptop, known by a code")),
    (
        later("accreditation"),
        later("your permission to observe, from the election authority; carry the card"),
    ),
    (later("plan"), later("which stations your team is to visit, and when")),
    (later("station"), later("a polling station of the register, with code and address")),
    (later("commission"), later("the officials who run the polling station")),
    (later("visit"), later("your team at a station, from arrival to departure")),
    (
        later("access refused"),
        later("you were not let in: a finding, so it is reported like any other visit"),
    ),
    (later("checklist"), later("the questions of one kind of visit, as opening or counting")),
    (later("incident"), later("something that cannot wait: it is sent at once")),
)
PROGRAM = (
    (later("draft"), later("a checklist that is being filled; every answer is saved")),
    (
        later("sealed"),
        later("finished and signed by this laptop; changed only by a correction with a reason"),
    ),
    (later("waits"), later("sealed, and not yet at headquarters")),
    (later("held"), later("headquarters has it, and has given a receipt that was checked")),
    (
        later("quarantine"),
        later("headquarters has the report, and a person looks at it; the reason is told"),
    ),
    (later("correction"), later("a new revision of a report; both versions stay")),
    (later("bundle"), later("sealed reports in one file, for a memory stick")),
    (later("receipt"), later("headquarters' signed word that it holds what was sent")),
)
