"""The command ``hardlimit certify``."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._checks import FloatArray
    from .table import Table


def main(arguments: list[str] | None = None) -> int:
    """Prove what holds near Lloyd's trajectory on given data, or check such a certificate.

    Returns:
        0 if a certificate was made or holds, 1 if one is refused, 2 for unusable input.
    """
    parser = argparse.ArgumentParser(
        prog="hardlimit certify",
        description="Run Lloyd's algorithm on a table, and prove how near EM is to it.",
    )
    parser.add_argument("data", type=Path, metavar="DATA.csv")
    parser.add_argument("--k", type=int, help="number of clusters")
    parser.add_argument("--columns", metavar="NAMES", help="names or numbers, with commas")
    parser.add_argument(
        "--init",
        default="farthest",
        help="farthest (default), rows:I,J,... (points from 1), or a CSV file of centres",
    )
    parser.add_argument("--sigma", help="where the objectives are bounded and EM is looked at")
    parser.add_argument("--epsilon", default="1e-3", help="how hard a share must be (1e-3)")
    parser.add_argument("--steps", type=int, default=300, help="the largest number of steps")
    parser.add_argument("--output", type=Path, metavar="CERT.json")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg")
    parser.add_argument("--verify", type=Path, metavar="CERT.json", help="check this certificate")
    try:
        args = parser.parse_args(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    from .table import read_table

    try:
        table = read_table(args.data, args.columns)
        if args.verify is not None:
            return _verify(table, args.verify)
        return _certify(table, args)
    except (ValueError, ArithmeticError) as error:
        print(f"hardlimit certify: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except OSError as error:
        name = error.filename or "a file"
        print(f"hardlimit certify: {name}: {error.strerror or error}.", file=sys.stderr)
        return 2


def _certify(table: "Table", args: argparse.Namespace) -> int:
    from .proving import certify
    from .wording import sentences

    if args.k is None:
        raise ValueError("say how many clusters, with --k.")
    if not 1 <= args.k <= len(table.x):
        raise ValueError(f"--k must lie between 1 and the number of points, {len(table.x)}.")
    if args.steps < 1:
        raise ValueError("--steps must be at least 1.")
    start = _start(table, args.init, args.k)
    found = certify(
        table, args.k, start=start, epsilon=args.epsilon, sigma=args.sigma, steps=args.steps
    )
    for sentence in sentences(table, found):
        print(sentence)
    if args.output is not None:
        args.output.write_text(json.dumps(found, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"The certificate is {args.output}; check it with --verify.")
    if args.picture is not None:
        args.picture.write_text(_drawn(table, start, found), encoding="utf-8")
        print(f"The picture is {args.picture}.")
    return 0


def _drawn(table: "Table", start: "FloatArray", found: dict[str, Any]) -> str:
    from .. import exact
    from .picture import picture

    means = exact.rationals(start)
    for step in found["steps"]:
        means = exact.cluster_means(table.x, step["labels"], means)
    return picture(table, exact.doubles(means), found)


def _start(table: "Table", init: str, clusters: int) -> "FloatArray":
    """Initial centres as the user names them."""
    from ..starts import traversal
    from .table import read_table

    if init == "farthest":
        return table.x[traversal(table.x, clusters)]
    if init.startswith("rows:"):
        parts = [part.strip() for part in init.removeprefix("rows:").split(",")]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("--init rows:I,J,... needs whole numbers.")
        rows = [int(part) for part in parts]
        if len(rows) != clusters:
            raise ValueError(f"--init names {len(rows)} points, but --k is {clusters}.")
        if not all(1 <= row <= len(table.x) for row in rows):
            raise ValueError(f"--init names points beyond 1..{len(table.x)}.")
        return table.x[[row - 1 for row in rows]]
    centres = read_table(Path(init)).x
    if centres.shape != (clusters, table.x.shape[1]):
        raise ValueError(
            f"{init} has {centres.shape[0]} centres of dimension {centres.shape[1]}, "
            f"but {clusters} of dimension {table.x.shape[1]} are needed."
        )
    return centres


def _verify(table: "Table", path: Path) -> int:
    from .claims import Refused
    from .verifying import verify

    try:
        certificate = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON: {error}") from error
    try:
        done = verify(table, certificate)
    except Refused as error:
        print(f"refused: {error}.")
        return 1
    for sentence in done:
        print(f"checked: {sentence}.")
    print(f"{path} holds for {table.name}.")
    return 0
