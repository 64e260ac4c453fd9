"""Random declarations: of what is accepted, no two things are printed alike.

All that can be printed of them is printed -- symbols, sizes, entries at every choice of
indices, vectors, entries of instances at numbers, signs of the printer's own -- and compared
without regard to what a reader does not see: braces, spaces, upright or slanted letters.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from typing import Any

import sympy as sp
from hardlimit.proofs.author import Derivation, minimum, total
from hardlimit.proofs.language.alike import refuse_alike
from hardlimit.proofs.language.context import Context
from hardlimit.proofs.language.errors import DerivationError, VocabularyError
from hardlimit.proofs.language.vocabulary import delta
from hardlimit.proofs.report.render.formula import Printer
from hardlimit.proofs.report.render.formula_latex import latex
from hardlimit.proofs.report.render.formula_layout import Layout
from hardlimit.proofs.report.render.formula_plain import plain
from hardlimit.proofs.report.theorems import _tex_name, plain_name

from .. import sizes
from ..sizes import draws

SHEETS = draws(400)
LETTERS = ("x", "n", "k", "e", "N", "mu", "pi", "delta", "min", "new", "KL")
NAMES = (
    *LETTERS,
    *("x_n", "x_k", "x_1", "x1", "x_nk", "x_new", "mu_n", "mu_new", "n_1", "N1", "N_1", "min_k"),
    *("x_n_k", "pi_min", "delta_n", "Sigma", "a", "b", "c"),
)
HEADS = (
    *("x", "n", "N", "e", r"\mu", r"\pi", r"\delta", r"\mathbf{x}", r"\boldsymbol{\mu}", "F"),
    *(r"\mathrm{x}", r"\bar{x}", r"\overline{x}", r"\bar{\mathbf{x}}", r"\mathrm{KL}"),
    *(r"\mathit{KL}", r"\mathcal{N}"),
)
BELOW = (
    "",
    "",
    "",
    "_n",
    "_{n}",
    "_{nk}",
    "_{n,k}",
    "_1",
    "_0",
    r"_{\mathrm{new}}",
    r"_{\min}",
    "_k",
)
ABOVE = ("", "", "", "'", "^+", r"^{\mathrm{new}}", r"^{\min}")


def tex(rng: random.Random) -> str:
    if rng.random() < 0.4:
        return ""
    return rng.choice(HEADS) + rng.choice(BELOW) + rng.choice(ABOVE)


def sheet(rng: random.Random) -> Derivation:
    d = Derivation("T", "sheet", "A sheet of paper", "tests")
    names = rng.sample(NAMES, 9)
    sizes = [d.size(name) for name in names[:2]]
    indices = [d.index(name, rng.choice(sizes)) for name in names[2:5]]
    for name in names[5:]:
        kind = rng.randrange(5)
        if kind == 0:
            d.symbol(name, tex=tex(rng))
        elif kind == 1:
            many = [rng.choice(sizes) for _ in range(rng.randint(1, 2))]
            d.family(name, *many, tex=tex(rng), vector=rng.random() < 0.5)
        elif kind == 2:
            d.assignment(name, rng.choice(sizes), values=rng.choice(sizes), tex=tex(rng))
        elif kind == 3:
            d.define(name, (), 1, tex=tex(rng))
        else:
            at = tuple(rng.sample(indices, rng.randint(1, 2)))
            d.define(name, at, 1, tex=tex(rng), vector=rng.random() < 0.3)
    return d


def printed(context: Context) -> Iterator[tuple[Any, str, str]]:
    """Each thing that is printed, its LaTeX, and its plain text."""
    printer, layout = Printer(context), Layout(context)
    numbers = [*context.sizes.values(), *(s.symbol for s in context.symbols.values()), sp.pi]
    for expr in (*numbers, *context.indices.values()):
        yield expr, printer.expression(expr), printer.plain(expr)
    for index in context.indices.values():
        # What stands before the formula that a big operator takes in.
        least = minimum(sp.Integer(7), index)
        yield least, printer.expression(least).removesuffix(" 7"), printer.plain(least)[:-2]
        whole = total(sp.Integer(7), index)
        yield whole, printer.expression(whole).removesuffix(" 7"), printer.plain(whole)[:-2]
    groups = (context.families.values(), context.definitions.values())
    every: list[Any] = list(itertools.chain(*groups))
    for item in every:
        wanted = getattr(item, "sizes", None) or tuple(p.size for p in item.params)
        if not wanted:
            yield item.base, printer.expression(item.base), printer.plain(item.base)
        choices = [[i for i in context.indices.values() if i.size == s] for s in wanted]
        for at in itertools.product(*choices) if wanted else ():
            entry = item.base[at]
            yield entry, printer.expression(entry), printer.plain(entry)
            vector = layout.vector(entry, at[-1])
            if vector is not None and at[-1] not in at[:-1]:
                yield (item.name, at[:-1], "vector"), latex(vector), plain(vector)
        if getattr(item, "values", None) is not None:
            node = layout._assignment(item.base)
            yield item.name, latex(node), plain(node)
    for name, family in context.families.items():
        for spot in itertools.product((1, 2), repeat=len(family.sizes)):
            yield (name, spot), _tex_name(context, name, spot), plain_name(name, spot)
    for one, two in itertools.permutations(context.indices.values(), 2):
        if one.size == two.size:
            yield (
                delta(one, two),
                printer.expression(delta(one, two)),
                printer.plain(delta(one, two)),
            )
    for base, exponent in itertools.product(numbers, repeat=2):
        if base is not sp.pi:
            power = base**exponent
            yield power, printer.expression(power), printer.plain(power)
    for number in numbers:
        yield sp.exp(number), printer.expression(sp.exp(number)), printer.plain(sp.exp(number))


def seen(text: str) -> str:
    """What a reader sees of LaTeX or plain text."""
    text = re.sub(r"\\(mathrm|mathit|mathsf|operatorname)\b", "", text)
    text = text.replace(r"\overline", r"\bar").replace(r"\boldsymbol", r"\mathbf")
    return re.sub(r"[{}\s,]", "", text)


def test_of_what_is_accepted_no_two_things_are_printed_alike() -> None:
    accepted = refused = 0
    for number in range(SHEETS):
        d = sheet_of(number)
        try:
            # The number is among what is printed below.
            refuse_alike(d.context, pi=True)
        except (VocabularyError, DerivationError):
            refused += 1
            continue
        accepted += 1
        for column in (1, 2):
            known: dict[str, Any] = {}
            for item in printed(d.context):
                other = known.setdefault(seen(item[column]), item[0])
                assert other == item[0], (number, item[column], other, item[0])
    assert accepted > SHEETS / 20
    assert refused > SHEETS / 20


def sheet_of(number: int) -> Derivation:
    return sheet(sizes.rng(f"printed alike {number}"))
