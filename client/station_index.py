"""The register in memory, for a search at every keystroke among tens of thousands of stations."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter

from shared.folding import fold

_BEYOND = chr(0x10FFFF)


class StationIndex:
    """Finds codes by folded words. `stations` are (code, folded code, folded text), in order."""

    def __init__(self, stations: Iterable[tuple[str, str, str]]) -> None:
        self._codes: list[str] = []
        self._texts: list[str] = []
        by_code: list[tuple[str, int]] = []
        for place, (code, folded_code, folded) in enumerate(stations):
            self._codes.append(code)
            self._texts.append(f" {folded}")  # so that every word has a space before it
            by_code.append((folded_code, place))
        by_code.sort()
        self._by_code = by_code
        self._by_text = sorted(range(len(self._texts)), key=self._texts.__getitem__)

    def __len__(self) -> int:
        return len(self._codes)

    def search(self, text: str, most: int) -> Sequence[str]:
        """Return the codes of up to `most` stations that contain every word of `text`.

        The code itself comes first, then codes that begin with `text`, then names that do, then
        stations of which each word begins a word, then the rest; '' returns the first stations.
        """
        folded = fold(text)
        words = folded.split()
        if not words:
            return self._codes[:most]
        surest = chain(self._codes_like(folded), self._texts_like(f" {folded}"))
        found = dict.fromkeys(islice(surest, most))
        if len(found) < most:
            with_all = self._with_all(words)
            at_starts = self._with_all([f" {word}" for word in words], with_all)
            found |= dict.fromkeys([*at_starts[:most], *with_all[: 2 * most]])
        return [self._codes[place] for place in islice(found, most)]

    def _codes_like(self, beginning: str) -> Iterator[int]:
        """Yield the places whose code is or begins with `beginning`, short ones first."""
        first = bisect_left(self._by_code, beginning, key=itemgetter(0))
        end = bisect_left(self._by_code, beginning + _BEYOND, key=itemgetter(0))
        exact = bisect_left(self._by_code, beginning + "\0", key=itemgetter(0))
        yield from (place for _, place in self._by_code[first:exact])
        yield from sorted(place for _, place in self._by_code[exact:end])

    def _texts_like(self, beginning: str) -> Iterator[int]:
        """Yield the places whose text begins with `beginning`, in the register's order."""
        first = bisect_left(self._by_text, beginning, key=self._texts.__getitem__)
        end = bisect_left(self._by_text, beginning + _BEYOND, key=self._texts.__getitem__)
        yield from sorted(self._by_text[first:end])

    def _with_all(self, words: Sequence[str], among: Iterable[int] | None = None) -> Sequence[int]:
        """Return the places that contain all `words`; the longest one is sought first.

        List comprehensions, because generators take four times as long.
        """
        texts = self._texts
        first, *others = sorted(words, key=len, reverse=True)
        if among is None:
            found = [place for place, text in enumerate(texts) if first in text]
        else:
            found = [place for place in among if first in texts[place]]
        for word in others:
            found = [place for place in found if word in texts[place]]
        return found
