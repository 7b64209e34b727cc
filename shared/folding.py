"""One spelling for what is written in several: how names are compared when they are searched.

Case, diacritics and width are dropped; Cyrillic is turned into Latin, and the ways in which
languages spell one sound in Latin (`sh` `ş` `ш`, `y` `ı` `ы`, `q` `k` `қ`, `kh` `x` `h` `х`) into
one. So `mektep` finds «мектеп», and `Ystykol` and `Istikol` both find «Ыстыкөл». Letters of the
wrong alphabet that look right, as the Latin o in «шкoла», count as the right ones. Georgian,
Greek, Arabic, Hebrew and Armenian are matched in their own script, with digits and letter
variants made one. A folded text reads like nothing: it is compared, never shown.

The Cyrillic table follows the letters of Russian, Kazakh, Kyrgyz, Tatar, Bashkir, Uzbek, Tajik,
Mongolian, Ukrainian, Belarusian, Serbian and Macedonian, and the sounds that their common Latin
spellings share (ISO 9 and BGN/PCGN differ; both fold to the same).
"""

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    r"\u1ab0-\u1aff\u1dc0-\u1dff]+"
)
"""What stands above, below and between letters, with the Arabic lengthening stroke."""
_SILENT = re.compile(r"[ьъ'`´ʹʺʻʼʽʾʿ‘’′]+")
"""Signs and apostrophes that one writer sets and the next leaves out."""
_CYRILLIC = re.compile("[\u0400-\u052f]")
_DIGIT = re.compile("[0-9]")
_WORD = re.compile(r"\w+")
_LATIN, _TWINS = "ABCEHIKMOPTXYaceiopxy", "АВСЕНІКМОРТХУасеіорху"
_TO_CYRILLIC = str.maketrans(_LATIN, _TWINS)
_TO_LATIN = str.maketrans(_TWINS, _LATIN)
_ONE_LETTER = dict(
    zip(
        "абвгғґҕдеєзҙиійїкқҡҝлљмнңњоөпрсҫтуўүұфыэәһхҳјћџђљæœøłđðþßəıqwyxğşç",
        "abvgggg" "dee" "zz" "iiii" "kkkk" "ll" "m" "nnn" "oo" "prsst" "uuuu" "fieahhhi"
        "ccdleoolddtsaikvihgsc",
        strict=True,
    )
)  # fmt: skip
_SEVERAL = {"ж": "j", "ҷ": "c", "ч": "c", "ц": "ts", "ш": "s", "щ": "sc", "ю": "iu", "я": "ia"}
_ARABIC = {"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ٱ": "ا"}
_LETTERS = str.maketrans({**_ONE_LETTER, **_SEVERAL, **_ARABIC})
_SPELLINGS = (
    (re.compile(r"дж|dzh|dj"), "j"),
    (re.compile(r"zh"), "j"),
    (re.compile(r"shch|sch"), "sc"),
    (re.compile(r"sh"), "s"),
    (re.compile(r"ch"), "c"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"(?<![^\W\d_])ye|(?<=[aeiouаеёиоуыэюя])ye"), "e"),
)
_DOUBLED = re.compile(r"([^\W\d_])\1+")


@lru_cache(maxsize=20_000)
def _fold_word(word: str) -> str:
    """Fold one word until nothing changes: a spelling may come about by another one's going."""
    once = _fold_once(word)
    return once if once == word else _fold_word(once)


def fold(text: str) -> str:
    """Return `text` as it is searched: one spelling, one space between words."""
    return " ".join(" ".join(map(_fold_word, text.split())).split())


def _fold_once(word: str) -> str:
    if not word.isascii():
        word = _WORD.sub(lambda match: _in_one_alphabet(match[0]), word)
        word = unicodedata.normalize("NFKD", word).casefold()
        word = _MARKS.sub("", unicodedata.normalize("NFKD", word))
        word = "".join(map(_digit, word))
    bare = _SILENT.sub("", word.casefold())
    for spelling, letter in _SPELLINGS:
        bare = spelling.sub(letter, bare)
    return _DOUBLED.sub(r"\1", bare.translate(_LETTERS))


def _in_one_alphabet(word: str) -> str:
    """Return a word with its look-alike letters in one alphabet.

    In «шкoла» the Latin o is meant as Cyrillic; in a code such as 42В, where nothing but
    look-alikes stands beside digits, nobody can tell, and the letter counts as the Latin one.
    """
    if not _CYRILLIC.search(word):
        return word
    latin = word.translate(_TO_LATIN)
    if latin.isascii() and _DIGIT.search(latin):
        return latin
    return word.translate(_TO_CYRILLIC)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
