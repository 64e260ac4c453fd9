"""The command ``hardlimit judge``."""

import argparse
import json
import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Judge estimators and print their tables.

    Returns:
        0 if all properties hold or do not apply, 1 if one fails, 2 for input that is unusable.
    """
    parser = argparse.ArgumentParser(
        prog="hardlimit judge",
        description="Hold estimators against exact arithmetic and the proved bounds.",
    )
    parser.add_argument("estimators", nargs="+", metavar="MODULE:CLASS")
    parser.add_argument("--only", action="append", default=[], metavar="PROPERTY")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print tables for a document")
    try:
        args = parser.parse_args(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    # Estimators of one's own may stand in the current folder.
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    from .running import judge

    tables = []
    for spec in args.estimators:
        try:
            tables.append(judge(spec, args.only))
        except ValueError as error:
            print(f"hardlimit judge: {' '.join(str(error).split())}", file=sys.stderr)
            return 2
        if not args.json:
            print(tables[-1].markdown() if args.markdown else tables[-1].text(), flush=True)
    if args.json:
        print(json.dumps([table.plain() for table in tables], indent=1, ensure_ascii=False))
    return 1 if any(table.failures for table in tables) else 0
