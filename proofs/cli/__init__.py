"""The command ``hardlimit``.  Importing this, ``--help`` and ``--version`` load nothing heavy."""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import NoReturn

from ..book.bounds import Bounds
from ..book.cache import distribution_version
from ..language.errors import HardlimitError, one_line, ran_out

_EPILOG = """\
A TARGET is a label (D1), a slug (responsibilities-harden), the path of a file of
derivations (mine.py) or of notes (notes.tex, notes.md), or one derivation of a file
(mine.py::X1, notes.tex::N1), or a folder of such files.  Without a TARGET, `verify` checks
the files that [tool.hardlimit] in pyproject.toml names, else all installed derivations.

exit codes: 0 all hold, 1 something does not hold, 2 the input is unusable
"""


#: Entry points of this group are further commands: functions from arguments to an exit code.
GROUP = "hardlimit.commands"
#: More processes, seconds or megabytes than this are a slip of the finger.
_LARGEST = 1_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; errors become one sentence on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with contextlib.suppress(ValueError):
        # By an exception, so that no process of ours outlives this one.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        arguments = list(sys.argv[1:] if argv is None else argv)
        further = _further().get(arguments[0]) if arguments else None
        if further is not None:
            code = int(further.load()(arguments[1:]))
        else:
            code = _run(_parser().parse_args(arguments))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader has gone; nothing more can be said, not even by the interpreter's flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except HardlimitError as error:
        return _fail(str(error), getattr(error, "exit_code", 2))
    except (RecursionError, MemoryError) as error:
        return _fail(f"undecided: {ran_out(error)}", 1)
    except OSError as error:
        # A full disk, mostly, at any place; what is named by the user is told apart there.
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{(error.strerror or str(error)).lower()}", 1)


def _further() -> dict[str, EntryPoint]:
    """The commands that other installed packages add, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def _run(args: argparse.Namespace) -> int:
    if args.command == "verify":
        from .verify import verify

        if args.watch:
            return _watch(args)
        return verify(
            args.targets,
            as_json=args.json,
            cached=not args.no_cache,
            jobs=args.jobs,
            bounds=_bounds(args),
            update_baseline=args.update_baseline,
            kernel=args.kernel,
            require=args.require,
            annotate=args.format == "github",
            shard=_shard(args.shard),
            strict=args.strict,
        )
    if args.command == "mcp":
        from .serving import serve

        return serve()
    if args.command == "new":
        from .creating import new

        return new(args.name)
    if args.command == "list":
        from .listing import list_derivations

        return list_derivations(args.file)
    if args.command == "suggest":
        from .suggesting import suggest

        return suggest(
            args.file,
            write=args.write,
            cached=not args.no_cache,
            jobs=args.jobs,
            bounds=_bounds(args),
        )
    if args.command == "attack":
        from .attacking import attack_targets

        return attack_targets(args.targets, as_json=args.json, jobs=args.jobs, bounds=_bounds(args))
    if args.command == "export":
        from .exporting import export

        return export(args.target, args.output)
    if args.command == "recheck":
        from .exporting import recheck

        return recheck(args.file, as_json=args.json, bounds=_bounds(args))
    if args.command == "study":
        from .studying import study

        return study(args.target, everything=args.all)
    from .proof import proof

    return proof(
        args.output,
        only=args.only,
        fragment=args.fragment,
        style=args.style,
        dependencies=args.with_dependencies,
        cached=not args.no_cache,
        jobs=args.jobs,
        bounds=_bounds(args),
        kernel=not args.no_kernel,
    )


def _shard(said: str | None) -> tuple[int, int]:
    """Which part of how many: ``1/4``."""
    if said is None:
        return 1, 1
    first, _, second = said.partition("/")
    if not (first.isdecimal() and second.isdecimal() and 1 <= int(first) <= int(second)):
        raise HardlimitError(f"--shard {said}: write 1/4 for the first of four parts")
    return int(first), int(second)


def _watch(args: argparse.Namespace) -> int:
    """Check again whenever one of the files has changed."""
    from .project import files_in, project_files
    from .targets import located
    from .watching import watch

    paths = [located(target.partition("::")[0]) for target in args.targets] or project_files()
    files = [f for p in paths for f in (files_in(p) if p.is_dir() else [p])]
    if not files or not all(file.is_file() for file in files):
        raise HardlimitError("--watch watches files: name some, or have pyproject.toml name them")
    options = [f"--format={args.format}"] if args.format != "text" else []
    options += [f"--require={args.require}"] if args.require else []
    options += ["--kernel"] if args.kernel else []
    options += ["--strict"] if args.strict else []
    return watch([*options, *args.targets], files)


def _fail(sentence: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print(f"hardlimit: {one_line(sentence)}", file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        super().error(one_line(message))


@functools.cache
def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="hardlimit",
        description="Derive, check and print the proof that k-means is the hard limit of EM.",
        epilog=_EPILOG + _further_commands(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"hardlimit {distribution_version('hardlimit')}"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, said: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=said, description=f"{said[:1].upper()}{said[1:]}.")

    verify = command("verify", "check derivations step by step")
    verify.add_argument("targets", nargs="*", metavar="TARGET", help="default: everything")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    verify.add_argument(
        "--update-baseline", action="store_true", help="raise baseline.json to what holds now"
    )
    verify.add_argument(
        "--kernel", action="store_true", help="have Coq's kernel prove every step, too (needs coqc)"
    )
    verify.add_argument(
        "--require", choices=("proved",), help="the level that every theorem must reach (asks Coq)"
    )
    verify.add_argument(
        "--format",
        choices=("text", "github"),
        default="text",
        help="github: what fails as annotations, too",
    )
    verify.add_argument(
        "--strict",
        action="store_true",
        help="refuse a reason that does not do, even where another would (in Python files)",
    )
    verify.add_argument("--shard", metavar="I/N", help="only the I-th of N parts, as in 1/4")
    verify.add_argument("--watch", action="store_true", help="again whenever a file has changed")
    _add_run_options(verify)

    command("mcp", "judge notes for a language model (needs the extra mcp)")

    new = command("new", "make a folder of notes that verifies and has its CI")
    new.add_argument("name", metavar="NAME")

    suggest = command("suggest", "show found reasons for lines without one")
    suggest.add_argument("file", metavar="FILE", help="of derivations or notes")
    suggest.add_argument("--write", action="store_true", help="put them into the file")
    _add_run_options(suggest)

    attack = command("attack", "change derivations and see each change refused")
    attack.add_argument("targets", nargs="*", metavar="TARGET", help="default: everything")
    attack.add_argument("--json", action="store_true", help="print the table as JSON")
    _add_jobs(attack)
    _add_bounds(attack)

    listing = command("list", "list the installed derivations, or those of a file")
    listing.add_argument("file", nargs="?", metavar="FILE", help="of derivations or notes")

    study = command("study", "read a derivation one step at a time")
    study.add_argument("target", metavar="TARGET")
    study.add_argument("--all", action="store_true", help="print all steps without stopping")

    proof = command("proof", "check, then write LaTeX, PDF, page and JSON")
    proof.add_argument("--output", default="build", metavar="DIR", help="default: build")
    proof.add_argument("--only", metavar="TARGET", help="only these theorems")
    proof.add_argument(
        "--fragment", action="store_true", help=r"with --only: LaTeX without preamble, to \input"
    )
    proof.add_argument(
        "--style",
        choices=("book", "notes", "markdown", "notebook", "svg", "png"),
        default="book",
        help="with --only: theorem and proof as LaTeX to \\input (notes, with hardlimit.sty and "
        ".bib), as Markdown, as a notebook for Jupyter, as a picture",
    )
    proof.add_argument(
        "--with-dependencies",
        action="store_true",
        help="and what the theorems cite (notes, markdown, notebook)",
    )
    proof.add_argument(
        "--no-kernel", action="store_true", help="do not ask Coq, even if it is here"
    )
    _add_run_options(proof)

    export = command("export", "write a derivation and all it cites as data")
    export.add_argument("target", metavar="TARGET")
    export.add_argument("--output", metavar="FILE", help="default: standard output")

    recheck = command("recheck", "check exported data again, trusting nothing")
    recheck.add_argument("file", metavar="FILE", help="- reads standard input")
    recheck.add_argument("--json", action="store_true", help="print the report as JSON")
    _add_bounds(recheck)
    return parser


def _further_commands() -> str:
    """A line for each command that is not ours, for ``--help``."""
    lines = [f"  {name:<12} (from {p.module.rpartition('.')[0]})" for name, p in _further().items()]
    return "\n".join(["\nfurther commands, each with its own --help:", *lines, ""]) if lines else ""


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write verdicts")
    _add_jobs(parser)
    _add_bounds(parser)


def _add_bounds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seconds", type=_positive, default=120, metavar="N", help="a step (default: 120)"
    )
    parser.add_argument(
        "--memory", type=_positive, default=4096, metavar="MB", help="a process (default: 4096)"
    )


def _bounds(args: argparse.Namespace) -> Bounds:
    return Bounds(step_seconds=args.seconds, memory=args.memory * 2**20)


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs", type=_positive, metavar="N", help="processes (default: one per processor)"
    )


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) <= len(str(_LARGEST)) else 0
    if not 1 <= number <= _LARGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to a million")
    return number
