"""A certificate in sentences."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from .table import Table


def sentences(table: Table, certificate: dict[str, Any]) -> Iterator[str]:
    """What was proved, with the lines of the file."""
    c, steps = certificate, certificate["steps"]
    yield (
        f"{table.name}: {len(table.x)} points, columns {', '.join(table.columns)}; "
        f"K = {c['clusters']}, equal weights."
    )
    end = "reaches its fixed point" if c["converged"] else "was cut off"
    yield f"Lloyd {end} after {len(steps) - 1} step{'s' * (len(steps) != 2)}, in exact arithmetic."
    yield from _exceptions(table, steps)
    gap = c["gap"]
    if gap["row"] is not None:
        yield (
            f"The least gap of squared distances is {_number(gap['low'])}, of line "
            f"{table.lines[gap['row']]} at step {gap['step']}{_rounded(table, gap['high'])}."
        )
    yield from _width(table, c)
    objective = c["objective"]
    if objective is not None:
        low, soft, high = (_number(objective[name][0]) for name in ("distortion", "soft", "upper"))
        yield (
            f"At sigma = {_number(objective['sigma'])}: distortion {low} <= "
            f"-2 sigma^2 log-likelihood - N D sigma^2 log(2 pi sigma^2) = {soft} <= {high} (D7)."
        )
    fixed = c["fixed_point"]
    if "reason" in fixed:
        yield f"EM's fixed point: nothing is proved, for {fixed['reason']}."
    else:
        yield (
            f"At sigma = {_number(fixed['sigma'])} EM has exactly one fixed point within "
            f"{_number(fixed['unique_within'])} of Lloyd's, and it is within "
            f"{_number(fixed['distance'])} (D11)."
        )


def _width(table: Table, c: dict[str, Any]) -> Iterator[str]:
    sigma = c["sigma"]
    line = table.lines[sigma["row"]]
    if sigma["low"] == "0":
        ties = sum(row["low"] == "0" for row in c["rows"])
        yield (
            f"No sigma > 0 makes all shares hard: {ties} point{'s are' if ties > 1 else ' is'} "
            f"tied, the first on line {line}."
        )
    elif sigma["high"] is None:
        yield "With one component every share is 1, whatever sigma."
    else:
        yield (
            f"For every sigma <= {_number(sigma['low'])}, and none larger by 1e-6 of it, all "
            f"shares are within {c['epsilon']} of Lloyd's assignment at all its steps; line {line} "
            f"decides, at step {sigma['step']}."
        )
        shares = ", ".join(
            f"{100 * float(q):g} %: {_number(value)}" for q, value in c["quantiles"].items()
        )
        yield f"Quantiles of that sigma over the points: {shares}."


def _exceptions(table: Table, steps: list[dict[str, Any]]) -> Iterator[str]:
    """Ties and empty clusters; the first ten of each."""
    ties = [(t, n, tied) for t, step in enumerate(steps) for n, tied in step["ties"]]
    for t, n, tied in ties[:10]:
        yield (
            f"Line {table.lines[n]} is tied at step {t}: centres "
            f"{', '.join(str(k + 1) for k in tied)} are equally near."
        )
    if len(ties) > 10:
        yield f"There are {len(ties) - 10} more ties."
    empty = [(t, k) for t, step in enumerate(steps) for k in step["empty"]]
    for t, k in empty[:10]:
        yield f"Cluster {k + 1} is empty at step {t}; Lloyd keeps its centre, EM does not (D5)."
    if len(empty) > 10:
        yield f"There are {len(empty) - 10} more empty clusters."


def _rounded(table: Table, gap: str) -> str:
    """What to think of a gap that decimals in the file would not have."""
    reach = float(np.abs(table.x).max())
    if 0 < float(gap) <= 1e-14 * reach * float(np.ptp(table.x, axis=0).max()):
        return " (perhaps a tie of the decimals in the file, which doubles round)"
    return ""


def _number(text: str) -> str:
    """Nine digits of a decimal; it stands in full in the certificate."""
    if text == "1e-1000":
        return text
    return f"{float(text):.9g}"
