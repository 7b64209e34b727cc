"""JavaRosa in a process of its own: questions as JSON lines in, answers as JSON lines out.

    {"form": "<xml …>"}                     reads a form and fills it with its defaults
    {"ask": "1 + 1", "at": "/data/a[1]"}    → {"kind": "number", "value": "2.0"}
    {"relevant": "/data/a[1]"}              → {"kind": "truth", "value": "true"}
    {"constraint": "/data/a[1]"}            → the verdict on the answer that is there

A line may hold a list of questions; its answer is a list then.

It runs the JavaRosa that comes inside pyxform, on the Java of this computer, in the zone +05:00.
"""

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import jpype
import pyxform

JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
ZONE = "Etc/GMT-5"

Answer = dict[str, str]


class JavaRosa:
    """A form that has been read, and what is asked of it."""

    def __init__(self) -> None:
        options = (f"-Duser.timezone={ZONE}", "-Duser.language=en", "-Duser.country=GB", "-Xss4m")
        java: Any = jpype
        java.startJVM(*options, "-XX:+UseSerialGC", "-Xshare:auto", classpath=[str(JAR)])
        load: Any = java.JClass
        model = "org.javarosa.core.model"
        self._reader = load("java.io.StringReader")
        self._parser = load("org.javarosa.xform.parse.XFormParser")
        self._initialization = load(f"{model}.instance.InstanceInitializationFactory")
        self._xpath = load("org.javarosa.xpath.XPathParseTool")
        self._context = load(f"{model}.condition.EvaluationContext")
        self._reference = load(f"{model}.instance.TreeReference")
        self._functions = load("org.javarosa.xpath.expr.XPathFuncExpr")
        self._dates = load(f"{model}.utils.DateUtils")
        self._form: Any = None
        load("org.javarosa.model.xform.XFormsModule")().registerModule()

    def read(self, form: str) -> Answer:
        """Read a form, and fill it as a phone does when it is opened."""
        parsed = self._parser(self._reader(form)).parse()
        parsed.initialize(True, self._initialization())  # noqa: FBT003 - Java's
        self._form = parsed
        return _answer("truth", "true")

    def ask(self, expression: str, at: str) -> Answer:
        """Work out an expression that belongs to the question `at`."""
        tree = self._xpath.parseXPath(expression)
        context = self._context(self._form.getEvaluationContext(), self._place(at))
        value = tree.eval(self._form.getMainInstance(), context)
        return self._told(self._functions.unpack(value))

    def relevant(self, at: str) -> Answer:
        """Say whether the question is asked."""
        node = self._form.getMainInstance().resolveReference(self._place(at))
        return _answer("truth", "true" if node.isRelevant() else "false")

    def constraint(self, at: str) -> Answer:
        """Say whether the answer that is there is allowed."""
        place = self._place(at)
        held = self._form.getMainInstance().resolveReference(place).getValue()
        allowed = self._form.evaluateConstraint(place, held)
        return _answer("truth", "true" if allowed else "false")

    def _place(self, path: str) -> Any:  # noqa: ANN401 - Java's
        reference = self._reference.rootRef()
        for step in path.strip("/").split("/"):
            name, _, number = step.partition("[")
            reference.add(name, int(number[:-1]) - 1 if number else 0)
        return reference

    def _told(self, value: Any) -> Answer:  # noqa: ANN401 - Java's
        if value is None:
            return _answer("error", "null")
        match value.getClass().getSimpleName():
            case "Double":
                number = float(value)
                return _answer("number", "NaN" if math.isnan(number) else repr(number))
            case "Boolean":
                return _answer("truth", "true" if bool(value) else "false")
            case "Date":
                return _answer("moment", str(self._dates.format(value, "%Y-%m-%dT%H:%M:%S.%3")))
            case _:
                return _answer("text", str(value))


def _answer(kind: str, value: str) -> Answer:
    return {"kind": kind, "value": value}


def answer(javarosa: JavaRosa, question: dict[str, str]) -> Answer:
    """Answer one question; a Java exception is the answer `error` with its name."""
    deeds: dict[str, Callable[[], Answer]] = {
        "form": lambda: javarosa.read(question["form"]),
        "ask": lambda: javarosa.ask(question["ask"], question["at"]),
        "relevant": lambda: javarosa.relevant(question["relevant"]),
        "constraint": lambda: javarosa.constraint(question["constraint"]),
    }
    try:
        return deeds[next(iter(question))]()
    except jpype.JException as error:
        thrown: Any = error
        return _answer("error", str(thrown.getClass().getSimpleName()))


def main() -> None:
    """Answer until the questions end."""
    javarosa = JavaRosa()
    for line in sys.stdin:
        asked: Any = json.loads(line)
        if isinstance(asked, list):
            told: Any = [answer(javarosa, each) for each in cast("list[dict[str, str]]", asked)]
        else:
            told = answer(javarosa, asked)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
