"""The page of the vocabulary: what can be said, its meaning and shape, its print, and Coq."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp
from hardlimit.proofs import author
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.coq.statements.translate import Translator
from hardlimit.proofs.language.functions import FUNCTIONS, Constructor
from hardlimit.proofs.language.wording import describe, written
from hardlimit.proofs.report.render.formula import Printer

HEAD = """# The vocabulary

A statement is made of these words and of no others: numbers, the names that a derivation declares,
`+ - * / **`, and what stands below. Everything else is refused. The columns are: how it is written
in Python; what it means; its shape; how it is printed, which is also how notes in LaTeX may write
it; and how Coq reads it. This page is made from the tables of the code when the site is built.
"""
#: Functions that are SymPy's own.
MEANINGS = {
    "exp": "e to the power x.",
    "log": "The natural logarithm; asks for x > 0.",
    "abs": "The absolute value.",
}
BINDERS = ("total", "product", "minimum", "over_maps")
RELATIONS = (
    "equal", "at_most", "less", "differs", "tends_to", "has_gradient", "zero_exactly_at",
    "minimises", "maximises",
)  # fmt: skip
DECLARED = (
    "size", "index", "symbol", "family", "assignment", "define", "assume", "place",
    "probabilities", "law", "moments", "vector", "matrix", "matrix_of", "identity", "inverse",
)  # fmt: skip
LAWS = ("expect", "variance", "covariance", "conditional")
#: What is made of vectors and matrices, with what it is; entries of it are formulas.
MATRICES = {
    "(A @ B)[i, j]": "An entry of the product.",
    "A.T[i, j]": "An entry of the transpose.",
    "(A + 2 * d.identity(D))[i, j]": "Sums, and multiples by numbers; the identity matrix.",
    "(A @ x)[i]": "An entry of a matrix times a vector.",
    "x.T @ A @ x": "A quadratic form; `x.T @ x` is a squared length.",
    "(x @ x.T)[i, j]": "An entry of the outer product.",
    "d.inverse(A)[i, j]": "An entry of the inverse, which two hypotheses declare.",
    "trace(A @ B)": "The trace.",
    "diag(x)[i, j]": "An entry of the matrix with a vector on its diagonal.",
    "det(diag(x))": "A determinant, of matrices made of triangular ones alone.",
}
_EXPECTED = "a number, of a number for each k; it stands for a sum"
_SHAPES = {
    "total": "a number, of a number for each n",
    "product": "a number, of a number for each n",
    "minimum": "a number, of a number for each n",
    "over_maps": "a number, of a number for each assignment",
}


class Words:
    """A derivation that declares something of every kind, and what is said with it."""

    def __init__(self) -> None:
        d = self.d = Derivation("V", "vocabulary", "Vocabulary", "docs")
        self.N, self.K = d.size("N"), d.size("K")
        self.n, (self.k, self.j) = d.index("n", self.N), d.indices("k j", self.K)
        self.x, self.r = d.family("x", self.N), d.family("r", self.N, self.K)
        self.p = d.family("p", self.K, sign="positive")
        self.a, self.b, self.s = d.symbol("a"), d.symbol("b"), d.symbol("s", "positive")
        self.c = d.assignment("c", self.N, values=self.K)
        self.z = d.assignment("z", self.N, values=self.K)
        self.m = d.define("m", (), author.total(self.x[self.n], self.n) / self.N)
        self.law = d.probabilities("q", self.k)
        self.matrices = self.of_matrices()
        d.assume("one", author.equal(author.total(self.p[self.k], self.k), 1))
        d.have(author.equal(self.a, self.a), author.Algebra(), "It is itself.")
        frozen = d.frozen()
        self.printer, self.coq = Printer(frozen.context), Translator(frozen)

    def of_matrices(self) -> dict[str, Any]:
        """What stands in :data:`MATRICES`, made."""
        d, D = self.d, self.d.size("D")
        i, j = d.indices("i l", D)
        A, B, x = d.matrix("A", D, D), d.matrix("B", D, D), d.vector("v", D)
        made = (
            (A @ B)[i, j], A.T[i, j], (A + 2 * d.identity(D))[i, j], (A @ x)[i], x.T @ A @ x,
            (x @ x.T)[i, j], d.inverse(A)[i, j], author.trace(A @ B), author.diag(x)[i, j],
            author.det(author.diag(x)),
        )  # fmt: skip
        return dict(zip(MATRICES, made, strict=True))

    def function(self, word: Constructor) -> Any:
        """The function of some arguments."""
        if word.of_indices:
            return word.head(*(self.k, self.c[self.n])[: word.arity])
        return word.head(*(self.s, self.a, self.b)[-word.arity or 3 :][: word.arity])

    def binder(self, name: str) -> Any:
        """A sum, product or least value."""
        if name == "over_maps":
            body = author.product(self.r[self.n, self.z[self.n]], self.n)
            return author.over_maps(body, self.z)
        return getattr(author, name)(self.x[self.n], self.n)

    def under_law(self, name: str) -> Any:
        """An expectation, variance or covariance; under a condition, an expectation."""
        if name == "conditional":
            held = author.indicator(self.p[self.k], self.a)
            return author.expect(self.p[self.k], author.conditional(self.law, held))
        of = (self.law[self.k], self.p[self.k])[-2 if name == "covariance" else -1 :]
        return getattr(author, name)(*of, self.law)

    def relation(self, name: str) -> Any:
        """A statement of this kind."""
        square = (self.a - self.b) ** 2
        arguments: dict[str, tuple[Any, ...]] = {
            "tends_to": (sp.exp(-1 / self.s), self.s, 0),
            "has_gradient": (square, self.a, 2 * (self.a - self.b)),
            "zero_exactly_at": (self.a - self.b, self.a, self.b),
            "minimises": (self.b, self.a, square),
            "maximises": (self.b, self.a, -square),
        }
        return getattr(author, name)(*arguments.get(name, (self.a, self.b)))


def rows() -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Title and rows of each table."""
    words = Words()
    yield (
        "Declarations",
        [
            (
                f"`d.{name}`",
                _first(getattr(Derivation, name)),
                _signature(getattr(Derivation, name)),
            )
            for name in DECLARED
        ],
    )
    yield (
        "Sums, products, least values",
        [
            _expression(words, _first(getattr(author, n)), _SHAPES[n], words.binder(n))
            for n in BINDERS
        ],
    )
    yield (
        "Functions",
        [_expression(words, _meaning(one), _shape(one), words.function(one)) for one in FUNCTIONS],
    )
    yield (
        "Expectations",
        [
            _expression(words, _first(getattr(author, n)), _EXPECTED, words.under_law(n))
            for n in LAWS
        ],
    )
    yield (
        "Vectors and matrices",
        [
            _expression(words, MATRICES[shown], "a number", expr, shown)
            for shown, expr in words.matrices.items()
        ],
    )
    yield "Statements", [_relation(words, name) for name in RELATIONS]


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    for title, table in rows():
        parts.append(f"## {title}\n")
        heads = ["Python", "meaning", "shape", "printed", "Coq"]
        if len(table[0]) == 3:
            heads = ["Python", "meaning", "arguments"]
        parts.append(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
        parts[-1] += "".join(f"\n| {' | '.join(map(_cell, row))} |" for row in table)
    parts.append(
        "\nA derivation's sizes are at least 1, indices run over 1..size, and a sign that is "
        "declared holds for all entries."
    )
    return "\n".join(parts) + "\n"


def _expression(
    words: Words, meaning: str, shape: str, expr: Any, shown: str = ""
) -> tuple[str, ...]:
    latex = words.printer.expression(expr)
    shown = shown or written(expr).replace("sp.", "")  # as imported from SymPy
    return f"`{shown}`", meaning, shape, f"${latex}$", f"`{words.coq.term(expr)}`"


def _relation(words: Words, name: str) -> tuple[str, ...]:
    relation = words.relation(name)
    shown, coq = words.printer.relation(relation), words.coq.relation(relation)
    meaning = _first(getattr(author, name))
    said = describe(relation).replace("sp.", "")
    said = said if said.startswith(name) else f"{name}(a, b)"
    return f"`{said}`", meaning, "a statement", f"${shown}$", f"`{coq}`"


def _meaning(word: Constructor) -> str:
    return _first(getattr(author, word.word)) if word.ours else MEANINGS[word.word]


def _shape(word: Constructor) -> str:
    kinds = ("an index", "two indices") if word.of_indices else ("a number", "two numbers")
    of = kinds[word.arity - 1]
    value = "0 or 1" if word.word in ("delta", "indicator") else "a number"
    return f"{value}, of {of}" + (", never negative" if word.never_negative else "")


def _first(thing: Callable[..., Any]) -> str:
    doc = inspect.getdoc(thing)
    if not doc:
        raise LookupError(f"{thing} says nothing of itself")
    return doc.partition("\n\n")[0].replace("\n", " ").replace("``", "`")


def _signature(thing: Callable[..., Any]) -> str:
    names = [name for name in inspect.signature(thing).parameters if name != "self"]
    return f"`{', '.join(names)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
