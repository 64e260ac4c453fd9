r"""LaTeX mathematics as tokens: commands, single characters, and what only moves ink left out.

Spaces, ``&``, ``\quad``, ``\displaystyle``, sizes of brackets and the like say nothing and are
dropped; two names of one sign become one (``\leq`` is ``\le``, ``\tfrac`` is ``\frac``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..language.naming import unshown
from .argmin import with_argmin
from .overset import ABOVE, MATHOP, operator, pointed
from .places import NotUnderstood, Source, shortened
from .signatures import told_apart
from .token import Token as Token

MAX_TOKENS, MAX_EXPANDED = 4_000, 500

_TOKEN = re.compile(r"%[^\n]*|\\operatorname\*|\\[A-Za-z]+|\\.|.", re.DOTALL)
_SILENT = frozenset(
    (
        *(r"\,", r"\;", r"\:", r"\!", r"\ ", "\\\n", "~"),
        *(r"\thinspace", r"\displaystyle", r"\textstyle", r"\limits", r"\nolimits"),
        *(r"\nonumber", r"\notag", r"\allowbreak", r"\mathstrut", r"\strut", r"\medspace"),
    )
)
#: What sets apart: between two factors one cannot tell whether it ends a statement.
_WIDE = frozenset(("&", r"\quad", r"\qquad", r"\enspace", r"\hspace", r"\mspace"))
_GAP = r"\quad"
#: Commands whose argument is no mathematics.
_WITH_GROUP = frozenset((r"\label", r"\tag", r"\hspace", r"\vspace", r"\mspace"))
_LARGE = frozenset(
    rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
#: Braces above and below, which only point; words may stand at them, as nothing else is a claim.
_POINTING = {r"\underbrace": "_", r"\overbrace": "^"}
#: What such a brace is where a claim stands at it.
BRACE = r"\underbrace"
COLON_EQUALS = r"\coloneqq"
_NOTHING = r"(?:\s|%[^\n]*(?:\n|$)|\\(?:no)?limits(?![A-Za-z])|\\[,;:! ])*"
_WORDS = re.compile(
    _NOTHING + r"(?P<script>[_^])\s*"
    r"(?:\{\s*\\(?:text|textrm|textit|textnormal|mbox|mathrm)\{[A-Za-z][A-Za-z ,.()'-]*\}"
    r"(?:\^\{?\d\}?)?\s*\})?"
)
_SCRIPT = re.compile(_NOTHING + "[_^]")
_SAME = {
    r"\leq": r"\le",
    r"\leqslant": r"\le",
    "≤": r"\le",
    r"\geq": r"\ge",
    r"\geqslant": r"\ge",
    "≥": r"\ge",
    r"\lt": "<",
    r"\gt": ">",
    r"\neq": r"\ne",
    "≠": r"\ne",
    r"\longrightarrow": r"\to",
    r"\rightarrow": r"\to",
    "→": r"\to",
    r"\searrow": r"\downarrow",
    r"\Longleftrightarrow": r"\iff",
    r"\Leftrightarrow": r"\iff",
    r"\tfrac": r"\frac",
    r"\dfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\ln": r"\log",
    r"\bm": r"\boldsymbol",
    r"\pmb": r"\boldsymbol",
    r"\textbf": r"\mathbf",
    r"\textrm": r"\mathrm",
    r"\mathbbm": r"\mathbb",
    r"\mathds": r"\mathbb",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\Vert": r"\|",
    r"\vert": "|",
    r"\times": r"\cdot",
    r"\cdotp": r"\cdot",
    "·": r"\cdot",
    r"\ast": "*",
    r"\prime": "'",
    r"\dots": r"\ldots",
    r"\cdots": r"\ldots",
    "…": r"\ldots",
    "−": "-",
    "∞": r"\infty",
    r"\intercal": r"\top",
    r"\colon": ":",
}
#: By which one statement follows from another.
IMPLIES = (r"\implies", r"\Rightarrow", r"\Longrightarrow")
#: Brackets, as they are read.
OPEN, CLOSE = ("(", "[", r"\{", "{", r"\langle"), (")", "]", r"\}", "}", r"\rangle")


END = ""


def tokens(source: Source, start: int, end: int) -> list[Token]:
    """The tokens of ``source`` from ``start`` to ``end``; the last one is empty.

    Raises:
        NotUnderstood: if there are too many, or a character cannot be shown.
    """
    out = _lexed(source.text, start, end)
    if source.macros:
        out = _expanded(out, source)
    out = with_argmin(out)
    if source.densities:
        out = told_apart(out, source.densities)
    if len(out) > MAX_TOKENS:
        raise NotUnderstood(f"a formula has more than {MAX_TOKENS} signs", start)
    found: list[Token] = []
    apart = False
    for token in out:
        if token.text != _GAP:
            found.append(replace(token, apart=True) if apart else token)
        apart = token.text == _GAP
    return [*found, Token(END, end, end)]


def is_read(command: str) -> bool:
    """Whether something is made of a command here already: it is dropped, or another's name."""
    silent = {*_SILENT, *_WIDE, *_WITH_GROUP, *_LARGE, *_POINTING, *ABOVE, MATHOP, COLON_EQUALS}
    lexed = command in (r"\left", r"\right") or command in silent
    return lexed or command in _SAME or command in _SAME.values()


def _expanded(found: list[Token], source: Source) -> list[Token]:
    """The tokens with what macros stand for, all where the macro is used."""
    waiting, out, expanded = found[::-1], list[Token](), 0
    while waiting:
        token = waiting.pop()
        macro = source.macros.get(token.text)
        if macro is None:
            out.append(token)
            continue
        expanded += 1
        arguments = [_argument(waiting, token) for _ in range(macro.count)]
        body = _lexed(macro.body, 0, len(macro.body))
        put: list[Token] = []
        place = 0
        while place < len(body):
            if body[place].text == "#" and place + 1 < len(body) and body[place + 1].is_digit:
                number = int(body[place + 1].text)
                if not 1 <= number <= macro.count:
                    raise NotUnderstood(f"{token.text} has no argument #{number}", token.start)
                put += arguments[number - 1]
                place += 2
            else:
                put.append(replace(body[place], start=token.start, end=token.end))
                place += 1
        waiting += put[::-1]
        if expanded > MAX_EXPANDED or len(waiting) + len(out) > MAX_TOKENS:
            raise NotUnderstood(f"{token.text} grows beyond all bounds", token.start)
    return out


def _argument(waiting: list[Token], macro: Token) -> list[Token]:
    """The argument that follows a macro: a group without its braces, or one sign."""
    while waiting and waiting[-1].text == _GAP:
        waiting.pop()
    if not waiting:
        raise NotUnderstood(f"{macro.text} needs its arguments", macro.start)
    first = waiting.pop()
    if first.text != "{":
        return [first]
    depth, found = 1, list[Token]()
    while waiting:
        token = waiting.pop()
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0:
            return found
        found.append(token)
    raise NotUnderstood(f"an argument of {macro.text} does not end", macro.start)


def _lexed(text: str, start: int, end: int) -> list[Token]:
    out: list[Token] = []
    side = ""
    place = start
    behind = dict[int, int]()
    while place < end:
        if place in behind:
            place = behind.pop(place)
            continue
        found = _TOKEN.match(text, place, end)
        assert found is not None  # noqa: S101  (one of the branches matches any character)
        word, here = found[0], place
        place = found.end()
        if word.isspace() or word in _SILENT or word[0] == "%":
            continue
        if word in _WIDE:
            out.append(Token(_GAP, here, place))
        if word in _WITH_GROUP:
            place = _after_group(text, place, end)
        if word in _WIDE or word in _WITH_GROUP:
            continue
        if word in (r"\left", r"\right"):
            side = word[1]
            continue
        if word in _POINTING:
            if not text.startswith("{", place):
                raise NotUnderstood(f"{word} needs braces around what it points at", here)
            closed = _after_group(text, place, end)
            after = _after_words(word, text, closed, end)
            if after is None:
                out.append(Token(BRACE, here, place))
            else:
                behind[closed] = after
            continue
        if word in ABOVE and (sign := pointed(text, place, end)) is not None:
            if isinstance(sign, str):
                raise NotUnderstood(sign, here)
            out += _lexed(text, sign[0], sign[1])
            place = sign[2]
            continue
        if word == MATHOP and (known := operator(text, place, end)) is not None:
            name, place = known
            out.append(Token(f"\\{name}", here, place))
            continue
        if word == COLON_EQUALS:
            out += [Token(part, here, place) for part in ":="]
            continue
        if word in _LARGE:
            side = word[-1] if word[-1] in "lr" else side
            continue
        if unshown(word):
            raise NotUnderstood(f"the character {unshown(word)} cannot be shown", here)
        if word.startswith(r"\mathsf") and text.startswith("{T}", place):
            word, place = r"\top", place + 3
        out.append(Token(_SAME.get(word, word), here, place, side))
        side = ""
        if len(out) > MAX_TOKENS:
            raise NotUnderstood(f"a formula has more than {MAX_TOKENS} signs", here)
    return out


def _after_words(brace: str, text: str, place: int, end: int) -> int | None:
    """The place after the words at a brace that ends at ``place``; None if they are a claim.

    Raises:
        NotUnderstood: if something else stands there than words, or a claim in braces.
    """
    found = _WORDS.match(text, place, end)
    if found is None:
        return place
    right = found["script"] == _POINTING[brace]
    if right and not found[0].endswith("}"):
        claim = found.end()
        claim += len(text[claim:end]) - len(text[claim:end].lstrip())
        stop = _after_group(text, claim, end)
        words = r"\text" in text[claim:stop] or r"\mbox" in text[claim:stop]
        if stop > claim and not words and not _SCRIPT.match(text, stop, end):
            return None
        right = False
    if not right or _SCRIPT.match(text, found.end(), end):
        said = (
            f"at {brace} only words, as \\text{{...}}, and a claim in braces are read: "
            "say the rest in a line"
        )
        raise NotUnderstood(said, place)
    return found.end()


def _after_group(text: str, place: int, end: int) -> int:
    """The place after the brace group that follows, if one does."""
    if not text.startswith("{", place):
        return place
    depth = 0
    for at in range(place, end):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    return end


class Stream:
    """Tokens with a place; the base of every reader here."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.tokens = tokens(source, start, end)
        self.place = 0

    def peek(self, ahead: int = 0) -> str:
        """The text of a token ahead; empty at the end."""
        at = min(self.place + ahead, len(self.tokens) - 1)
        return self.tokens[at].text

    @property
    def token(self) -> Token:
        """The token at this place."""
        return self.tokens[self.place]

    def take(self, wanted: str | None = None) -> Token:
        """The token at this place; go on behind it.

        Raises:
            NotUnderstood: if another one is wanted.
        """
        token = self.token
        if wanted is not None and token.text != wanted:
            raise self.error(f"{wanted} is missing before {self.said()}")
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def took(self, *texts: str) -> bool:
        """Whether these tokens follow; if so they are taken."""
        if all(self.peek(ahead) == text for ahead, text in enumerate(texts)):
            self.place += len(texts)
            return True
        return False

    def took_square(self) -> bool:
        """Whether a square follows; if so it is taken."""
        return self.took("^", "2") or self.took("^", "{", "2", "}")

    def said(self) -> str:
        """The token at this place in words."""
        return self.token.text or "the end"

    def error(self, message: str, at: Token | None = None) -> NotUnderstood:
        """What to raise: ``message``, with what was read up to this place (or up to ``at``)."""
        offset = (at or self.token).start
        return NotUnderstood(
            message, offset, shortened(self.source.text[self.start : offset].replace("&", " "))
        )
