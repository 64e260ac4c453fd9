r"""Whether the words of a sentence plainly suppose what a formula in it says.

*Let $x > 0$*, *with rate $\lambda > 0$*, *suppose that the weights satisfy ...* suppose.  That is
so of listed words only (nouns and the like stand in ``neutral.txt``): beside any other word
(*clearly*, *nobody says*, *some authors assume*, *it is tempting to*) a formula may be a claim, a
doubt or an example, and gives nothing.
"""

from __future__ import annotations

import re
from importlib import resources
from itertools import takewhile

from .blocks import FILLERS, LET, SUPPOSE, WRITE
from .kinds import KINDS
from .partly import PLACES, of_some, picks
from .prose import Piece, shown
from .prosewords import CONCLUDES, RELATION, SIGNS

_BEGINS = frozenset((*LET, *SUPPOSE, "assuming", "supposing"))
#: Words of which one begins each clause that says what a new name is.
_GIVES = _BEGINS | {*WRITE, "given", "where", "with", "for", "such", "satisfying", "here", "has"}
#: What may stand right before a word that supposes.
_BEFORE = frozenset(
    (
        *("we", "us", "and", "also", "further", "furthermore", "moreover", "finally", "then"),
        *("now", "throughout", "additionally", "here", "so", ",", ";", ":", "(", ")"),
    )
)
#: What joins a clause that supposes.
_JOINS = frozenset(
    (
        *("where", "with", "such", "so", "that", "satisfying", "satisfy", "satisfies", "subject"),
        *("to", "denote", "denotes", "denoted", "denoting", "by", "as", "usual", "has", "having"),
        *("there", "which", "on", "from", "at", "its", "their", "our", "this", "these", "both"),
        *("respectively", "resp", "i.i.d", "i.i.d.", "iid", "up", "i.e.", "same"),
        *("introduce", "introducing", "defining", "writing", "abbreviating", "namely", "own"),
        *("takes", "taking", "drawn", "sampled", "distributed", "independent", "independently"),
        *("identically", "follow", "modelled", "modeled", "observed", "was", "been", "sum"),
        *("normalised", "normalized", "sums", "belongs", "belonging", "assigned", "fixed"),
        *("times", "known", "given"),
    )
)


def _neutral() -> tuple[frozenset[str], frozenset[str]]:
    """The words of ``neutral.txt``: nouns, in the plural, too, and others."""
    text = resources.files(__package__).joinpath("neutral.txt").read_text(encoding="utf-8")
    _, nouns, others = re.split(r"\n\[\w+\]\n", text)
    both = frozenset(w for n in nouns.split() for w in (n, _plural(n)))
    return both, frozenset(others.split())


def _plural(noun: str) -> str:
    if re.search(r"[^aeou]y\Z", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}{'es' if noun.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


_NOUNS, _OTHERS = _neutral()
_THINGS = _NOUNS | _OTHERS
_MARKS = frozenset(",;:().")
#: What may stand behind "for all": nouns, but none that speak of a part of the things.
_WHOLE = (_NOUNS | _MARKS | {"fixed", "real", "arbitrary", "distinct"}) - {
    *("training", "test", "tests", "random", "batch", "batches", "subset", "subsets", "event"),
    *("events", "failure", "failures", "success", "successes", "outlier", "outliers"),
}
_LISTED = FILLERS | KINDS.keys() | SIGNS.keys() | _GIVES | _BEFORE | _JOINS | _THINGS | _MARKS
#: Words behind a formula that say something of another thing: "the set where $x > 0$ is finite".
_SAYS = frozenset(("is", "are", "be", "was", "were", "has", "have", "sum", "sums", "lie", "belong"))
#: "Let $r_k > 0$ with $\sum_k r_k = 1$ be": what is said is said of what is named.
_LET_WITH = re.compile(r"\blet # (?:with|satisfying|such that)(?: # and)?\Z")
#: "The points with $x > 0$ are": which of several are meant.
_WHICH = re.compile(
    r"\b(?:the|all|those|these|every|each|any) (?:[a-z-]+ ){1,3}"
    r"(?:with|where|satisfying|such that)\Z"
)
#: "A mode at $x > 0$", "assume a label for $x > 0$", "a share of the points satisfies $x > 0$".
_WHERE_IT_IS = re.compile(
    r"\b(?:at|near|on|over|within|across|from|into|per)\Z"
    r"|\b(?:assum|suppos)\w+ .*\w for\Z"
    r"|\b(?:share|fraction|proportion|subset|group|portion|percentage)s? of "
    r".*\b(?:satisf\w+|ha\w+)\Z"
)
_SPEAK_ON = frozenset(("with", "such", "where", "satisfying", "which"))
_ALL = frozenset(("all", "every", "each", "any"))
_FOR_ALL = re.compile(r"\bfor (?:all|every|each|any) ([^#,;:]*)#")
_IS = frozenset(("is", "are", "be", "denote", "denotes", "denoting", "being"))
#: What the writer is about to do with what is given: no more is said of it.
_AIMS = CONCLUDES | {
    *("fit", "minimise", "minimize", "maximise", "maximize", "seek", "wish", "reads", "states"),
}
_ARTICLES = frozenset(("a", "an", "the", "its", "their", "our"))
#: That what follows is a clause about some of the things spoken of, and no sentence about them.
_RELATIVE = frozenset(("that", "which", "who", "to"))
_HERE = re.compile(r"\b(?:throughout|in) (?:this|these|the following) (?:section|note|notes)\b")
#: "We observe counts $x_n$", not "observe $x > 0$", which notes what holds.
_OBSERVE = re.compile(r"\bobserve(?= \w+s\b)")
#: What comes by chance, or nearly: what is said of it is not said of all.
_CHANCE = r"(?:probabilit(?:y|ies)|(?:frequenc(?:y|ies)|failure|success|error|event|trial|test)s?)"
#: "With probability $1/2$ suppose", "the failure of"; formulas are written #.
_BY_CHANCE = re.compile(
    rf"\A[^#]*\b(?:with|to|on|by|at) (?:\w+ ){{0,3}}{_CHANCE}(?= ?(?:#|,|\Z))"
    rf"|\b{_CHANCE} (?:of|that)[^#]*\Z"
)
#: What a phrase behind a formula may begin with that says where, or how nearly, it holds.
_WHERE = re.compile(rf"[ ,;:()]*(?:(?P<clause>with|where|which)|{PLACES})(?![^ ])")
_ALWAYS = re.compile(rf"[ ,;:()]*(?:{_HERE.pattern}|as usual)")
_NUMBER = re.compile(r"[\d./ ]+|\\frac[\d{} ]+")


def is_called(found: list[Piece], place: int) -> bool:
    """Whether a noun calls a formula by its name: "the posterior probability $r_k = ...$"."""
    if not place or found[place - 1].math or found[place - 1].text not in _NOUNS:
        return False
    before = takewhile(lambda p: not p.math and p.text not in _MARKS, reversed(found[:place]))
    return bool({p.text for p in [*before][:5]} & {"the", "a", "an", "its", "their", "our"})


def supposed(found: list[Piece], place: int) -> bool:
    """Whether a formula of a sentence stands among words of supposing, and is what is supposed.

    At -1 only the words are asked for, of the sentence as a whole.
    """
    place = place if place >= 0 else len(found)
    said_of_more = {p.text for p in found[place + 1 : place + 2]} & _SAYS
    if said_of_more and _LET_WITH.search(shown(found[:place])):
        said_of_more -= {"be"}
    if (
        said_of_more
        or _says_which(found, place)
        or _of_members(found[:place])
        or _in_part(found, place)
    ):
        return False
    return _listed(found, place)


def _says_which(found: list[Piece], place: int) -> bool:
    """Whether a formula tells some things from others: where, of which, for how many of them."""
    if RELATION.search("".join(p.text for p in found[place : place + 1])) and _WHERE_IT_IS.search(
        shown(found[:place])
    ):
        return True
    behind = {p.text for p in found[place + 1 : place + 2]}
    return bool(behind & _SAYS) and _WHICH.search(shown(found[:place])) is not None


def _in_part(found: list[Piece], place: int) -> bool:
    """Whether a relation is said to hold by chance, at some time, or nearly."""
    if not RELATION.search("".join(p.text for p in found[place : place + 1])):
        return False
    if _BY_CHANCE.search(shown(found[:place])) or of_some(found, place):
        return True
    last = place
    while shown(found[last + 1 : last + 3]) in ("and #", ", #") and RELATION.search(
        found[last + 2].text
    ):
        last += 2  # what is said behind the last of several is said of all
    behind = found[last + 1 :]
    near = shown([*takewhile(lambda p: not p.math, behind)])
    phrase = _WHERE.match(near)
    if phrase is None or _ALWAYS.match(near):
        return False
    if not phrase["clause"]:
        return True
    first = next((p.text for p in behind if p.math), "")
    return bool(re.search(_CHANCE, near)) or _NUMBER.fullmatch(first.strip()) is not None


def _of_members(before: list[Piece]) -> bool:
    """Whether a formula says which ones are meant: "the set of points such that"."""
    at = next((n for n in range(len(before) - 1, -1, -1) if before[n].text in _SPEAK_ON), 0)
    near = takewhile(lambda p: not p.math and p.text not in _MARKS, before[:at][::-1])
    return bool({p.text for p in near} & {"of", "set", "sets", "function", "functions"})


def _listed(found: list[Piece], place: int) -> bool:
    """Whether only listed words stand around a formula, up to one that concludes."""
    before, behind = _words(found[:place]), [p for p in found[place + 1 :] if not p.math]
    rest = [p.text for p in takewhile(lambda p: p.text not in _AIMS, behind)]
    said = f"{' '.join(before)} {' '.join(rest)}"
    listed = {*_OBSERVE.sub("", _HERE.sub(" ", said)).split()} <= _LISTED
    led = all({*words.split()} <= _WHOLE for words in _FOR_ALL.findall(shown(found[:place])))
    return listed and led and _for_all(found[place + 1 :]) and _in_order(found[:place])


def _for_all(behind: list[Piece]) -> bool:
    """Whether "for ... $n$" behind a formula speaks of all of them."""
    near = [p.text for p in takewhile(lambda p: not p.math, behind)]
    said = near[near.index("for") + 1 :] if "for" in near else []
    return {*said} <= _ALL | _WHOLE and not picks(behind)


def declared(found: list[Piece], place: int, *, in_words: bool = False) -> bool:
    """Whether a formula says of a new name what it is: only the words of its clause count.

    ``in_words``: what it is stands in the words behind it.
    """
    begin = next((n for n in range(place - 1, -1, -1) if _parts(found, n)), -1)
    if not any(p.text in _GIVES for p in found[begin + 1 : place] if not p.math):
        begin = -1
    end = next((n for n in range(place + 1, len(found)) if _parts(found, n)), len(found))
    if _says_which(found, place):
        return False
    clause, place = found[begin + 1 : end if begin >= 0 else len(found)], place - begin - 1
    return _listed(clause if in_words else _undescribed(clause, place), place)


def _undescribed(clause: list[Piece], place: int) -> list[Piece]:
    """A clause without what it says that a thing is: "$x > 0$ is the temperature of the bath".

    Behind "let" no article is needed: "let $x_n > 0$ be lifetimes of bulbs".
    """
    said = [p.text for p in clause[place + 1 : place + 3]]
    is_thing = len(said) == 2 and said[0] in _IS and said[1] in _ARTICLES
    is_thing |= place == 1 and clause[0].text == "let" and said[:1] in (["be"], ["denote"])
    return clause[: place + 1] if is_thing else clause


def _parts(found: list[Piece], place: int) -> bool:
    """Whether a clause ends at a comma; one behind a formula joins what is said of several."""
    piece = found[place]
    return piece.text in (",", ";", ":") and not piece.math and not found[place - 1].math


def _words(found: list[Piece]) -> list[str]:
    return [p.text for p in found if not p.math]


def _in_order(before: list[Piece]) -> bool:
    """Whether the words that suppose are said by the writer, here: not "that satisfy"."""
    for place, piece in enumerate(before):
        previous = before[place - 1].text if place else ","
        if piece.math or (place and before[place - 1].math):
            continue
        if piece.text in _BEGINS and previous not in _BEFORE:
            return False
        if piece.text in ("satisfy", "satisfies") and previous in _RELATIVE:
            return False
    return True
