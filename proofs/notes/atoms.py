"""Atoms of formulas: numbers, brackets, lengths, fractions, roots, logarithms, indicators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.functions import FUNCTIONS
from ..language.shapes import Shaped, entry
from ..language.vocabulary import Index, total, xlogy
from . import values
from .conventions import weighted_log
from .laws import LawReader
from .names import read_labels, starts_name
from .tokens import BRACE, Token
from .values import Value

PAIRS = {"(": ")", "[": "]", r"\{": r"\}"}
BARS = {"|": "|", r"\lvert": r"\rvert", r"\|": r"\|", r"\lVert": r"\rVert"}
BIG = (r"\sum", r"\prod", r"\min", r"\max")
#: Signs of a formula that is more than a name.
_MADE = frozenset(("+", "-", "/", "*", "^", "(", *BARS, *BIG, r"\cdot", r"\frac"))
_ONES = (r"\mathbf", r"\mathbb", r"\boldsymbol", r"\mathrm")
#: What to say of signs that notes have and the vocabulary has not.
TOLD = {
    "!": "a factorial stands behind what it is of",
    r"\pm": "one sign or the other: write two lines",
    r"\int": "integrals are not in the vocabulary: finite sums are",
    r"\infty": "infinity is not a number of the vocabulary",
    r"\propto": "'proportional to' leaves a factor open: write the equation",
    r"\approx": "'about' states nothing that can be checked: write an inequality or a limit",
    r"\sim": "distributions are not in the vocabulary: write the density or the moments",
    r"\partial": r"a derivative stands alone on the left: \frac{\partial f}{\partial x} = ...",
    r"\downarrow": r"to fall to a limit is more than to tend to it: write \to",
    r"\mid": "conditional notation is not in the vocabulary: give it a name of its own",
    r"\begin": "an environment inside a formula is not understood",
    r"\\": "a line break inside a formula",
    r"\succeq": r"say what it means: write $A = L^\top L$ in the block, or x^\top A x \ge 0",
    r"\succ": r"say what it means: write $A = L^\top L$ in the block, and let $L$ be invertible",
}


_BY_WORD = {one.word: one for one in FUNCTIONS}
#: How functions are called in notes, before their bracket; a name that is declared is none.
CALLED = {
    (r"\Gamma",): _BY_WORD["gamma"],
    (r"\psi",): _BY_WORD["digamma"],
    (r"\mathrm", "{", "B", "}"): _BY_WORD["beta"],
    **{
        (r"\operatorname", "{", *word, "}"): _BY_WORD[word]
        for word in ("digamma", "logistic", "gamma", "beta")
    },
}


@dataclass(frozen=True)
class Factor:
    """A factor: ``kind`` says what it is written as; ``bound`` what an open operator binds.

    ``tail`` is what may stand behind all of that operator as well as in it.
    """

    value: Value
    kind: str
    bound: frozenset[Index] = frozenset()
    tail: Any = None


@dataclass(frozen=True)
class Term:
    """A term; ``bottom`` is what stands below a slash outside all brackets.

    ``tail`` is the last of several factors, or what may stand behind a sum at the end.
    """

    value: Value
    bound: frozenset[Index] = frozenset()
    kinds: tuple[str, ...] = ()
    bottom: Any = None
    tail: Any = None


class AtomReader(LawReader):
    """Reads atoms; what they are made of is read by the classes below."""

    def _product(self) -> Term:
        raise NotImplementedError

    def _factor(self) -> Factor:
        raise NotImplementedError

    def _exponent(self) -> Any:
        raise NotImplementedError

    def _big(self, here: Token, in_log: bool = False) -> Factor:
        raise NotImplementedError

    def _brace(self, here: Token) -> Factor:
        raise NotImplementedError

    def _counted_set(self) -> Value | None:
        raise NotImplementedError

    def _determinant(self, here: Token) -> Factor:
        raise NotImplementedError

    def _determinant_of(self, value: Value, here: Token) -> Any:
        raise NotImplementedError

    # -- atoms -------------------------------------------------------------------------
    def _atom(self) -> Factor:
        here = self.token
        text = here.text
        if here.is_digit:
            return Factor(Value(self._digits()), "number")
        noted = self._notation()
        if noted is not None:
            return Factor(noted, "notation")
        if text in PAIRS:
            self.take()
            begun = self.place
            value = self._inside(PAIRS[text])
            if text != "(" and self._is_lone(begun):
                raise self.error(
                    f"a number alone in {text} {PAIRS[text]} may be its whole part: write ( )", here
                )
            return Factor(value, "bracket")
        counted = self._counted_set()
        if counted is not None:
            return Factor(counted, "bracket")
        if text in BARS:
            return self._bars()
        if text == "." and here.side == "l":
            self.take()
            self._closers.append("|")
            value = self.expression()
            self._closers.pop()
            return Factor(self.placed(value, here), "bracket")
        if self._is_base():
            exponent = self._exponent()
            return Factor(Value(self._built(here, values.exponential, exponent)), "exp")
        expected = self.expectation()
        if expected is not None:
            return Factor(expected, "bracket")
        called = self._called()
        if called is not None:
            return called
        if text == BRACE:
            return self._brace(here)
        special = self._special().get(text)
        if special is not None:
            self.take()
            return special(here)
        if text in _ONES and self._is_one():
            found = self._indicator()
            if isinstance(found, Shaped):
                return Factor(Value.of(found), "name")
            return Factor(Value(found), "indicator")
        if starts_name(self):
            return Factor(self._name(), "name")
        raise self.error(TOLD.get(text, f"a formula is expected, not {self.said()}"))

    def _called(self) -> Factor | None:
        r"""A function of the vocabulary with its arguments: ``\Gamma(x)``; no declared name."""
        here = self.token
        for words, function in CALLED.items():
            if all(self.peek(i) == word for i, word in enumerate((*words, "("))):
                if len(words) == 1 and any(k.look.head == words[0] for k in self.names.known):
                    continue
                self.place += len(words) + 1
                arguments = self._arguments(function.arity)
                value = self._built(here, function.head, *arguments)
                self.partial.append(value)
                return Factor(Value(value), "bracket")
        return None

    def _arguments(self, count: int, closer: str = ")") -> list[Any]:
        """So many numbers, set apart by commas, up to the bracket's end."""
        self._closers.append(closer)
        self._inline += 1
        found = []
        for place in range(count):
            if place:
                self.take(",")
            here = self.token
            found.append(self.number(self.expression(), here))
        self.take(closer)
        self._inline -= 1
        self._closers.pop()
        return found

    def _special(self) -> dict[str, Callable[[Token], Factor]]:
        return {
            r"\frac": self._fraction,
            r"\nabla": self._gradient,
            r"\sqrt": self._root,
            r"\exp": self._exp,
            r"\log": self._log,
            r"\langle": self._inner,
            r"\det": self._determinant,
            "{": self._group,
            **dict.fromkeys(BIG, self._big),
        }

    def _digits(self) -> Any:
        first = self.take()
        text, last = first.text, first
        while self.token.is_digit and self.token.start == last.end:
            last = self.take()
            text += last.text
        decimals = ""
        if self.peek() == "." and self.tokens[self.place + 1].is_digit:
            point = self.token
            if point.start == last.end and self.tokens[self.place + 1].start == point.end:
                self.take()
                last = point
                while self.token.is_digit and self.token.start == last.end:
                    last = self.take()
                    decimals += last.text
        if len(text + decimals) > values.MAX_DIGITS:
            raise self.error(f"a number has more than {values.MAX_DIGITS} digits", first)
        return sp.Rational(int(text + decimals), 10 ** len(decimals))

    def _notation(self) -> Value | None:
        """A definition that is written with more than one sign, such as a determinant."""
        here = self.token
        for item, words in self.names.notations:
            if all(self.peek(ahead) == word for ahead, word in enumerate(words)):
                self.place += len(words)
                if item.sizes:
                    self.take("_")
                return self._entry(item, read_labels(self) if item.sizes else (), here)
        return None

    def _inside(self, closer: str) -> Value:
        self._closers.append(closer)
        value = self.expression()
        if self.peek() != closer:
            raise self.error(TOLD.get(self.peek(), f"{closer} is missing before {self.said()}"))
        self.take()
        self._closers.pop()
        return value

    def _bars(self) -> Factor:
        here = self.take()
        value = self._inside(BARS[here.text])
        if value.is_index:
            raise self.error(f"the index {value.expr} stands where a number is expected", here)
        if value.is_matrix:
            return self._frobenius(value, here)
        if here.text in (r"\|", r"\lVert") or value.coordinate is not None:
            if self.took("_", "2") or self.took("_", "{", "2", "}"):
                pass
            if value.coordinate is None:
                raise self.error(r"a length is that of a vector; of a number it is |...|", here)
            squared = self._built(here, values.inner, value, value, self._fresh())
            return Factor(Value(sp.Pow(squared, sp.S.Half)), "norm")
        return Factor(
            Value(self._built(here, values.absolute, self.number(value, here))), "bracket"
        )

    def _inner(self, here: Token) -> Factor:
        self._closers.append(r"\rangle")
        left = self.expression()
        self.take(",")
        right = self.expression()
        self.take(r"\rangle")
        self._closers.pop()
        return Factor(Value(self._built(here, values.inner, left, right, self._fresh())), "bracket")

    def _group(self, here: Token) -> Factor:
        self._closers.append("}")
        factor = self._factor()
        if self.peek() != "}":
            raise self.error("braces are not seen in print: put brackets around a sum or product")
        self.take()
        self._closers.pop()
        return factor

    def _argument(self) -> Value:
        """What a command takes: a group, or one sign."""
        if self.took("{"):
            return self._inside("}")
        if self.token.is_digit:
            return Value(sp.Integer(int(self.take().text)))
        if starts_name(self):
            here, end = self.token, self.place + 1
            value = self._name()
            if self.place == end:
                return value
            raise self.error("braces are missing", here)
        raise self.error("braces are missing")

    def _fraction(self, here: Token) -> Factor:
        self.place -= 1
        if self.derivative_follows():
            return Factor(self.value_of(self.derivative()), "bracket")
        self.place += 1
        if self._derivative_by_d():
            raise self.error(
                r"is this a derivative? Write \frac{\partial f}{\partial x}, or cancel the d",
                here,
            )
        top, bottom = self._argument(), self._divisor(self._argument(), here)
        value = self._built(here, values.divide, top, bottom)
        self.partial.append(1 / bottom)
        return Factor(value, "fraction")

    def _divisor(self, value: Value, here: Token) -> Any:
        """What is divided by: a number."""
        if not value.is_plain:
            raise self.error(
                f"one divides by numbers, not by {value.called}: of a matrix write A^{{-1}}", here
            )
        return self.number(value, here)

    def _frobenius(self, value: Value, here: Token) -> Factor:
        r"""``\lVert A \rVert_F``, the root of the sum of all squared entries."""
        if here.text not in (r"\|", r"\lVert"):
            return Factor(Value(self._determinant_of(value, here)), "bracket")
        if not (self.took("_", "F") or self.took("_", "{", "F", "}")):
            raise self.error(r"the length of a matrix is \lVert A \rVert_F", here)
        if value.unsized:
            raise self.error("of what size is the identity matrix? Write I_D", here)
        at = [Index(self._fresh(), place.size) for place in value.shape]
        squares = total(entry(value.shaped(), *at) ** 2, *at[::-1])
        return Factor(Value(sp.Pow(squares, sp.S.Half)), "norm")

    def _gradient(self, here: Token) -> Factor:
        self.place -= 1
        return Factor(self.value_of(self.derivative()), "bracket")

    def _is_lone(self, begun: int) -> bool:
        """Whether the bracket that was read from ``begun`` on holds one name or number."""
        words = [t.text for t in self.tokens[begun : self.place - 1]]
        plain = len(words) == 1 or words[1] in ("_", "'") or all(w.isdigit() for w in words)
        return plain and not _MADE & {*words}

    def _derivative_by_d(self) -> bool:
        r"""Whether ``\frac{d f}{d x}`` or ``\frac{d}{dx}`` is written, whatever d is."""
        parts: list[list[str]] = []
        place = self.place
        while place < len(self.tokens) and len(parts) < 2 and self.tokens[place].text == "{":
            depth, words = 0, list[str]()
            while place < len(self.tokens):
                text = self.tokens[place].text
                depth += {"{": 1, "}": -1}.get(text, 0)
                place += 1
                if depth == 0:
                    break
                words.append(text)
            bare = [w for w in words if w not in (r"\mathrm", "{", "}")]
            parts.append(bare)
        begins = len(parts) == 2 and all(p[:1] == ["d"] for p in parts)
        return begins and len(parts[1]) > 1 and parts[1][1] not in ("_", "^", "'", "+", "-")

    def _root(self, here: Token) -> Factor:
        degree = sp.Integer(2)
        if self.took("["):
            degree = self.number(self._inside("]"), here)
            if not (degree.is_Integer and 2 <= degree <= 12):
                raise self.error("a root is the second, third, ... twelfth", here)
        inside = self.number(self._argument(), here)
        value = self._built(here, values.power, inside, 1 / degree)
        self.partial.append(value)
        return Factor(Value(value), "bracket")

    def _exp(self, here: Token) -> Factor:
        if self.peek() not in PAIRS:
            raise self.error(r"\exp needs brackets")
        self._inline += 1
        exponent = self.number(self._inside(PAIRS[self.take().text]), here)
        self._inline -= 1
        return Factor(Value(self._built(here, values.exponential, exponent)), "exp")

    def _log(self, here: Token) -> Factor:
        argument, kind, bound = self._log_argument()
        value = self._built(here, values.logarithm, argument)
        self.partial.append(value)
        return Factor(Value(value), kind, bound)

    def _log_argument(self) -> tuple[Any, str, frozenset[Index]]:
        """What a logarithm is of; the kind says whether it is closed by a bracket."""
        here = self.token
        if self.peek() == "^":
            raise self.error(r"write (\log ...)^{...} for a power of a logarithm")
        if self.peek() in PAIRS:
            self.take()
            argument = self.number(self._inside(PAIRS[here.text]), here)
            if self.peek() == "^":
                raise self.error(
                    "does the power belong to the logarithm or to its argument? Put brackets"
                )
            return argument, "exp", frozenset()
        if self.peek() in BIG:
            self.take()
            found = self._big(here, in_log=True)
            return self.number(found.value, here), "big", found.bound
        if self.token.is_digit:
            # Nobody means (log 2) pi by \log 2\pi.
            term = self._product()
            if any(kind.startswith("dot") for kind in term.kinds):
                raise self.error(r"does the logarithm end at the dot? Put brackets", here)
            if not {*term.kinds} <= {"number", "name", "power"}:
                raise self.error(
                    r"does the logarithm reach over all that follows? Put brackets", here
                )
            return self.number(term.value, here), "log", term.bound
        return self.number(self._factor().value, here), "log", frozenset()

    # -- 0 log 0 = 0 -------------------------------------------------------------------
    def _weighted_log_follows(self) -> bool:
        marks = ((r"\circ",), ("{", r"\circ", "}"))
        return any(
            [self.peek(i) for i in range(2 + len(mark))] == [r"\log", "^", *mark] for mark in marks
        )

    def _weighted_log(self, weight: Factor, here: Token) -> Factor:
        q = self.number(weight.value, here)
        if weight.kind in ("log", "big"):
            raise self.error("a weighted logarithm has one factor before it: put brackets", here)
        self.take(r"\log")
        self.take("^")
        for mark in ("{", r"\circ", "}") if self.peek() == "{" else (r"\circ",):
            self.take(mark)
        argument, kind, bound = self._log_argument()
        self.partial.append(xlogy(q, argument))
        return Factor(Value(xlogy(q, argument)), kind, bound)

    def _by_convention(self, weight: Factor, log: Factor) -> Factor | None:
        """The product where the file says that 0 log 0 is 0 and ``weight`` may vanish."""
        whole, here = weight.value.expr, log.value.expr
        made = weighted_log(whole, here, self.context) if self.source.zero_logs else None
        if made is None:
            return None
        if here in self.partial:
            self.partial.remove(here)
        self.partial.append(made)
        return Factor(Value(made), log.kind, weight.bound | log.bound)

    # -- indicators --------------------------------------------------------------------
    def _is_one(self) -> bool:
        return (self.peek(1) == "1") or (
            self.peek(1) == "{" and self.peek(2) == "1" and self.peek(3) == "}"
        )

    def _indicator(self) -> Any:
        self.place += 2 if self.peek(1) == "1" else 4
        here = self.token
        if self.peek() not in PAIRS:
            raise self.error("an indicator needs its condition in brackets")
        closer = PAIRS[self.take().text]
        self._inline += 1
        self._closers.append(closer)
        left = self.expression()
        differs = self.peek() == r"\ne"
        if not differs and self.peek() != "=":
            raise self.error("an indicator compares by = or \\ne only")
        self.take()
        right = self.expression()
        self.take(closer)
        self._closers.pop()
        self._inline -= 1
        found = self.compare(left, right, here)
        return 1 - found if differs else found

    def _is_base(self) -> bool:
        if self.peek() == "e" and self.peek(1) == "^":
            self.place += 2
            return True
        return self.took(r"\mathrm", "{", "e", "}", "^")
