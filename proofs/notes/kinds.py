"""What a sentence says that something is: real, positive, a size, an index."""

from __future__ import annotations

import re

from .blocks import DEPENDS, FILLERS
from .declaring import FROM_ONE, Declared
from .defining import LOGIC, DefinitionReader
from .prose import Piece
from .prosewords import SIGNS, is_sign

KINDS = {
    **dict.fromkeys(("real", "reals", "realvalued", "number", "numbers"), "real"),
    **dict.fromkeys(("nonnegative", "non-negative"), "nonnegative"),
    **dict.fromkeys(("positive", "negative", "nonpositive", "non-positive"), "positive"),
    **dict.fromkeys(("size", "sizes", "integers", "integer", "count", "counts"), "size"),
    **dict.fromkeys(("index", "indices"), "index"),
}
#: (what a sign says, what the words beside it say) of which the first says more.
_AGREE = (
    *((sign, "real") for sign in ("positive", "nonnegative", "negative", "nonpositive")),
    *(("label", "size"), ("natural", "size")),
)
_CALLED = {"size": "a whole number", FROM_ONE: "a whole number", "label": "a label"}
#: Behind "for" these may mean one index only, and before a formula of indices these do.
_GIVEN = frozenset(("a", "an", "given", "that", "it", "us"))
_SOME = frozenset(
    (
        *("some", "one", "certain", "most", "several", "many", "few", "single", "exactly"),
        *("particular", "second", "other", "half", "least", "only", "odd", "even", "almost"),
    )
)


class KindReader(DefinitionReader):
    """Reads the kind of what is declared, by signs and by words."""

    def _refuse_bounded(self, before: list[Piece], waiting: list[Declared]) -> None:
        r"""Refuse "let $a \le b$ be real": that is a range, of which nothing here is an entry."""
        own = {label.text for item in waiting for w in item.written for label in w.labels}
        for piece in before:
            span = self._span(piece) if piece.math else None
            if span is not None and not own & {label.text for label in span.labels}:
                raise self._error(
                    "this says that an index runs over a range: say what is a number first, and "
                    "a bound by 'suppose'",
                    piece,
                )

    def _of_kind(self, item: Declared, kind: str, note: str, piece: Piece) -> Declared:
        """What is said in signs and what is said in words must be one thing."""
        if not kind or (item.kind, kind) == (FROM_ONE, "size"):
            return item.of_kind(kind or item.kind, note or item.note)
        both = (item.kind, kind)
        if both == ("positive", "size") and any(b.below and b.number >= 1 for b in item.bounds):
            return item.of_kind(kind, note)
        if item.kind and item.kind != kind and both not in _AGREE:
            sign, words = (_CALLED.get(k, k) for k in both)
            raise self._error(
                f"by its sign it is {sign}, by its words {words}: say the rest by 'suppose'", piece
            )
        return item.of_kind(item.kind or kind, note)

    def _at_least_one(self, found: list[Piece]) -> bool:
        r"""Whether the formulas say ``\ge 1``, ``\ge 2`` or ``> 0`` themselves."""
        return any(
            p.math and re.search(r"(?:(?:\\geq?(?:slant)?|≥)\s*[1-9]|>\s*\d)\d*\s*$", p.text)
            for p in found
        )

    def _says_kind(self, found: list[Piece], place: int) -> bool:
        """Whether one of the words up to the next mark is a kind."""
        while place < len(found) and not found[place].math and found[place].text not in ",;.(":
            if found[place].text in KINDS:
                return True
            place += 1
        return False

    def _described(self, found: list[Piece], place: int) -> int:
        """The place behind words that only describe what is declared already."""
        while place < len(found) and not found[place].math and found[place].text not in ",;.(":
            word = found[place].text
            if word in ("for", "and"):
                break
            if word in LOGIC or word in KINDS or word in DEPENDS:
                raise self._error(
                    f"the word {word!r} is not understood: what it says belongs to the kind, "
                    "or behind 'suppose'",
                    found[place],
                )
            place += 1
        return place

    def _kind(self, found: list[Piece], place: int, natural: bool) -> tuple[str, int, str]:
        """The kind that words say; ``natural``: by its sign it is 0, 1, 2, ... already."""
        kinds, words = list[str](), list[str]()
        while place < len(found) and not found[place].math and found[place].text not in ",;.(":
            word = found[place].text
            if word in ("for", "and") and kinds:
                break
            words.append(word)
            if word in SIGNS and not is_sign(found, place):
                raise self._error(
                    f"is {word!r} its sign, or part of a name? Say 'a {word} number'", found[place]
                )
            kinds += [KINDS[word]] if word in KINDS else []
            place += 1
        said = " ".join(words)
        if said.startswith(("the number of", "number of")):
            return "size", place, said.removeprefix("the ")
        behind = found[place] if place < len(found) else None
        member = behind is not None and behind.math and words[-1:] == ["in"]
        if member and not kinds and not any(word in LOGIC for word in words):
            return "", place, ""
        strange = [w for w in words if w not in KINDS and w not in FILLERS and w != "strictly"]
        kind = kinds[0] if kinds else ""
        if kind == "positive" and "size" in kinds:
            kind = "size"
        elif "size" in kinds and kinds[0] != "size":
            kind = ""
        elif (
            kind == "size"
            and not (natural or {*words} & {"size", "sizes"})
            and not self._at_least_one(found)
        ):
            raise self._error(
                "a whole number that is counted up to is at least 1: say 'a positive integer'",
                found[min(place, len(found) - 1)],
            )
        below = next((w for w in words if w in ("negative", "nonpositive", "non-positive")), "")
        if below:
            kind = "" if "size" in kinds else below.replace("-", "")
        if kinds == ["nonnegative", "size"]:
            kind = "natural"
        if not kind or strange:
            raise self._error(
                f"{said or 'nothing'!r} is no kind: real, nonnegative, positive, negative, "
                "a size, an index",
                found[min(place, len(found) - 1)],
            )
        return kind, place, ""

    def _refuse_some(self, found: list[Piece], place: int) -> None:
        """Refuse "for some", "for odd", "an": what is declared is so for all indices."""
        first = place
        while first > 0 and not found[first - 1].math and found[first - 1].text not in ",;.:()":
            first -= 1
        words = [p.text for p in found[first : place + (not found[place].math)]]
        behind = words[words.index("for") + 1 :] if "for" in words else []
        strange = [w for w in behind if w in _GIVEN or (w not in FILLERS and w not in KINDS)]
        if found[place].math:
            one = words[-1:] in (["a"], ["an"]) and "_" in found[place].text
            strange += [w for w in words if w in _SOME] + words[-1:] * one
        if strange:
            raise self._error(
                f"{' '.join(words)!r} is not understood: what is declared is so for all indices "
                "of its range",
                found[place],
            )
