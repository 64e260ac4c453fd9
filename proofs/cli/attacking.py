"""``hardlimit attack``: change derivations as authors err, and see that each change is refused."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..book.bounds import Bounds
from ..book.cache import distribution_version
from ..book.session import Session
from ..book.workers import default_jobs
from .targets import resolve
from .verify import StatusLine

if TYPE_CHECKING:
    from ..attack.campaign import Attacked
    from ..attack.table import Table


def attack_targets(
    targets: Sequence[str], *, as_json: bool, jobs: int | None, bounds: Bounds
) -> int:
    """Try every mutant of the targets; 0 if none survives, 1 if one does."""
    # SymPy, imported below, remembers a thousand results unless told otherwise: far too few here.
    os.environ.setdefault("SYMPY_CACHE_SIZE", "50000")
    from ..attack.campaign import attack
    from ..attack.table import Table

    begun = time.monotonic()
    requests = resolve(Session(None), targets)
    whole = Table()
    parts: list[Attacked] = []
    status = StatusLine()
    with contextlib.closing(
        attack(requests, jobs or default_jobs(), status.show, bounds)
    ) as results:
        for part in results:
            status.clear()
            parts.append(part)
            whole.merge(part.table)
            if not as_json:
                print(_line(part), flush=True)
    status.clear()
    if as_json:
        print(json.dumps(_data(whole, parts), indent=1, ensure_ascii=False))
    else:
        for line in _text(whole):
            print(line)
        spent = sum(part.seconds for part in parts)
        print(f"{time.monotonic() - begun:.0f} s, {spent:.0f} s of processor time")
    return 1 if whole.faults or any(part.trouble for part in parts) else 0


def _line(part: Attacked) -> str:
    """One line: label, slug, mutants, survivors, seconds; or why it was not attacked."""
    if part.trouble:
        return f"{part.label:<5}  {part.slug}: not attacked: {part.trouble}"
    mutants, faults = part.table.total(), len(part.table.faults)
    found = f"{faults} SURVIVE" if faults else "none survives"
    return f"{part.label:<5}  {part.slug:<28}  {mutants:>5} mutants  {found}  {part.seconds:.1f} s"


def _text(table: Table) -> list[str]:
    """The table by operator, what is still proved, survivors in full, rates."""
    from ..attack.table import NOTED, RESULTS, blind_spots, rates

    width = max((len(o) for o in table.operators), default=8)
    columns = [r for r in RESULTS if table.total(r)]
    wide = [max(len(c), 6) for c in columns]

    def row(name: str, total: int, counts: Sequence[int]) -> str:
        cells = [f"{n or '':>{w}}" for n, w in zip(counts, wide, strict=True)]
        return "  ".join([f"{name:<{width}}", f"{total:>7}", *cells])

    heads = [f"{c:>{w}}" for c, w in zip(columns, wide, strict=True)]
    lines = ["", "  ".join([" " * width, "mutants", *heads])]
    for name in table.operators:
        counts = [table.total(c, operator=name) for c in columns]
        lines.append(row(name, table.total(operator=name), counts))
    lines.append(row("all", table.total(), [table.total(c) for c in columns]))
    lines += ["", "refused, of what the witness can express:"]
    lines += [f"  {rate}" for rate in rates(table)]
    lines += blind_spots(table)
    for result in NOTED:
        lines.append(f"{result}: {table.total(result)} (in full with --json)")
    for item in table.faults:
        lines += ["", f"{item.result.upper()}: {item}"]
        lines += [f"  {item.detail}"] if item.detail else []
    lines += ["", f"survivors: {len(table.faults)}"]
    return lines


def _data(table: Table, parts: Sequence[Attacked]) -> dict[str, Any]:
    """The same as plain data."""
    from ..attack.table import RESULTS, blind_spots, rates

    def counts(of: Table, operator: str = "") -> dict[str, int]:
        found = {r: of.total(r, operator=operator) for r in RESULTS}
        return {"mutants": of.total(operator=operator), **found}

    return {
        "version": distribution_version("hardlimit"),
        "derivations": [
            {
                "label": part.label,
                "slug": part.slug,
                "seconds": round(part.seconds, 2),
                "trouble": part.trouble,
                **counts(part.table),
            }
            for part in parts
        ],
        "operators": {name: counts(table, name) for name in table.operators},
        "all": counts(table),
        "witnesses": {rate.witness: {"refused": rate.seen, "of": rate.of} for rate in rates(table)},
        "blind": blind_spots(table),
        "survivors": [asdict(item) for item in table.faults],
        "noted": [asdict(item) for item in table.noted if item not in table.faults],
    }
