"""Write the golden table anew: what JavaRosa answers to every question. Needs Java.

    python -m tests.oracle.write_golden

It ends with the questions that our engine answers otherwise and that `differences.tsv` does not
name: each is a fault of ours, or a line for that list and for docs/expressions.md.
"""

import sys

from tests.oracle.answers import (
    GOLDEN,
    Golden,
    Told,
    agree,
    our_answer,
    read_differences,
    written_golden,
)
from tests.oracle.asking import Oracle
from tests.oracle.questions import Question, themes
from tests.oracle.scopes import View
from tests.oracle.worlds import WORLDS, xform


def answers_of_javarosa(oracle: Oracle) -> dict[str, list[Golden]]:
    """Ask everything; return the answers by theme, in the order of the questions."""
    asked = themes()
    answers: dict[Question, Told] = {}
    for name, world in WORLDS.items():
        oracle.read(xform(world))
        here = [each for theme in asked.values() for each in theme if each.world == name]
        told = oracle.ask_all([(each.expression, each.at) for each in here])
        answers.update(zip(here, (Told(**each) for each in told), strict=True))
    return {
        theme: [Golden(each, answers[each]) for each in questions]
        for theme, questions in asked.items()
    }


def main() -> None:
    """Write the table, and say what is not as it says."""
    with Oracle() as oracle:
        table = answers_of_javarosa(oracle)
    views = {name: View(world) for name, world in WORLDS.items()}
    known = {each.question for each in read_differences()}
    for theme, rows in table.items():
        (GOLDEN / f"{theme}.tsv").write_text(written_golden(rows))
        for row in rows:
            asked = row.question
            ours = our_answer(asked.expression, views[asked.world].scope(asked.at))
            if asked not in known and not agree(ours, row.answer):
                line = (theme, asked.world, asked.at, *ours, asked.expression, *row.answer)
                sys.stdout.write("\t".join(line) + "\n")
    sys.stdout.write(f"{sum(map(len, table.values())):,} answers written.\n")


if __name__ == "__main__":
    main()
