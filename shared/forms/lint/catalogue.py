"""Every code that a finding about a form can bear. Codes never change their meaning.

`docs/forms.md` lists them for authors; tests hold the list, the code and this catalogue together.
"""

from shared.forms.lint.finding import Level

ERROR, WARNING = Level.ERROR, Level.WARNING
EITHER = None
"""It depends on the case whether the form can be published."""

CATALOGUE: dict[str, tuple[Level | None, str]] = {
    # The spreadsheet
    "xlsform": (EITHER, "what XLSForm itself does not allow, or advises against"),
    "unknown-name": (ERROR, "`${name}` of a question that is not there"),
    "too-deep": (ERROR, "more than 20 groups inside each other"),
    "loop": (ERROR, "a loop over choices, an old notation"),
    "entities": (WARNING, "entities, which stay answers like all others"),
    "no-version": (WARNING, "no version on the settings sheet"),
    "too-long": (ERROR, "an id or version that can't be kept"),
    "evenhand-column": (ERROR, "a column of ours that is misspelled or holds something else"),
    # Names
    "duplicate-name": (ERROR, "a name that stands twice"),
    "look-alike-name": (WARNING, "two names that look the same"),
    "mixed-alphabets": (WARNING, "a name with letters of several alphabets"),
    "reserved-name": (WARNING, "a name that tables, databases or phones use themselves"),
    "long-name": (WARNING, "a name that other programs would cut"),
    # What is asked
    "expression": (ERROR, "an expression that can't be understood, or waits for itself"),
    "path-nowhere": (ERROR, "a path that does not lead to the question it ends with"),
    "choice-not-offered": (WARNING, "a comparison with a choice that the question does not have"),
    "never-asked": (WARNING, "a question or group that no answer leads to"),
    "always-asked": (WARNING, "a rule that never hides anything"),
    "waits-for-later": (WARNING, "a question that appears only after one below it"),
    "never-valid": (ERROR, "a constraint that no answer meets"),
    "never-valid-warning": (WARNING, "a warning that every answer raises"),
    "idle-rule": (WARNING, "a constraint or warning that every answer meets"),
    # Devices that disagree
    "date-as-text": (WARNING, "a date between quotation marks, compared as a text"),
    "unanchored-regex": (WARNING, "a pattern that says not whether it fits the whole answer"),
    "bare-truth": (WARNING, "an answer where something is true or false"),
    "fraction": (WARNING, "fractions multiplied or added without rounding"),
    "boolean-saved": (WARNING, "a calculation whose result is true or false"),
    "repeat-as-single": (WARNING, "a question of a repeat read as if it had one answer"),
    "repeat-index": (WARNING, "an instance of a repeat picked by [1] or [last()]"),
    "round-of-negative": (WARNING, "rounding of what may be negative"),
    "number-of-text": (WARNING, "a typed text read as a number"),
    "date-arithmetic": (WARNING, "a date made by adding days"),
    "moment-compared": (WARNING, "two moments of which only the days are compared"),
    "time-compared": (WARNING, "times of day compared, which phones can't"),
    "function-not-everywhere": (WARNING, "a function that some devices lack"),
    # Choices
    "no-choices": (ERROR, "a question without choices"),
    "unknown-choice": (ERROR, "a choice named in our columns that the list does not have"),
    "duplicate-choice": (WARNING, "a choice that stands twice in its list"),
    "look-alike-choice": (WARNING, "two choices that look the same"),
    "same-label": (WARNING, "two choices that read the same"),
    "non-answer-choice": (WARNING, "a choice such as “don't know” beside the non-answer"),
    "non-answers-unsaid": (WARNING, "a form that never says which non-answers it offers"),
    "long-list": (WARNING, "more than 200 choices"),
    # Our columns
    "indicator-unread": (WARNING, "an indicator without positive or negative choices"),
    "indicator-both": (ERROR, "a choice that is positive and negative"),
    "indicator-twice": (WARNING, "one indicator for two questions"),
    "seen-by-unasked": (WARNING, "seen or told, of a question without negative choices"),
    "core-too-long": (WARNING, "a core of more than 40 questions"),
    # Texts
    "no-label": (WARNING, "a question without a label"),
    "long-label": (WARNING, "a label that fills the screen"),
    "reference-lost": (WARNING, "an answer repeated in one language and not in another"),
    "missing-translation": (WARNING, "a language with gaps, and how complete it is"),
    "language-without-code": (WARNING, "a language that nobody can ask for"),
    # What a terminal can't do
    "unsupported-kind": (WARNING, "a kind that laptops can't ask"),
    "phone-only": (WARNING, "a line or area, which a terminal can't draw"),
    "typed-on-laptop": (WARNING, "a position or barcode, which is typed"),
    "metadata-empty": (WARNING, "what laptops do not record of themselves"),
    "appearance-ignored": (WARNING, "an appearance that a terminal can't show"),
    # Files
    "missing-file": (ERROR, "a table that is not attached"),
    "missing-column": (ERROR, "a column that the attached table does not have"),
    "attached-file": (ERROR, "a table that can't be read"),
    "attached-file-phones": (WARNING, "a table that phones can't read"),
    "missing-media": (WARNING, "a picture or recording that is not attached"),
    "unused-file": (WARNING, "an attached file that nothing refers to"),
}
"""Code → whether it keeps a form from being published, and what it is about."""
