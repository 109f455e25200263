"""The `fairsvc` command: global options, command groups, errors to exit codes."""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import (
    assess,
    assessment,
    conneg,
    dataset,
    demo,
    diff,
    doctor,
    evidence,
    export_assessments,
    facilities,
    fix,
    forget,
    get,
    harvest,
    history,
    init,
    metalink,
    metric_sets,
    metrics,
    recipe,
    report,
    resolve,
    runs,
    settings,
    shell,
    source_check,
    sources,
    store,
    work,
)
from cli.context import Context, Ended
from cli.output import printable
from fairsvc import __version__
from fairsvc.errors import FairsvcError, UsageError

DEFECT = 4
# 128 and the number of the signal, as shells report it: SIGINT, SIGPIPE.
INTERRUPTED, PIPE_CLOSED = 130, 141
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_AFTER_INTERRUPTION = (
    "interrupted; what was stored is safe: harvests, assessments and downloads go on from there with the same command,"
    " everything else begins anew."
)
_SURROGATE = re.compile("[\ud800-\udfff]")

# The names of the commands as they are listed: in the order in which a person needs them.
_ORDER: list[str] = []


class _Ordered(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=_ORDER.index)


app = typer.Typer(
    name="fairsvc",
    cls=_Ordered,
    help="Harvest a catalogue, prove how FAIR each dataset is, and say what to repair.\n\n"
    "Exit codes: 0 ok, 1 problems found, 2 usage or settings, 3 another server's fault, 4 our own fault.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    init,
    facilities,
    sources,
    source_check,
    harvest,
    work,
    assess,
    assessment,
    fix,
    conneg,
    resolve,
    get,
    shell,
    metalink,
    recipe,
    dataset,
    runs,
    history,
    diff,
    metric_sets,
    report,
    export_assessments,
    evidence,
    store,
    forget,
    metrics,
    settings,
    doctor,
    demo,
):
    group.register(app)
    registered = {*(one.name for one in app.registered_commands), *(one.name for one in app.registered_groups)}
    _ORDER += sorted(name for name in registered if name and name not in _ORDER)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"fairsvc {__version__}")
        raise typer.Exit


@app.callback()
def _globals(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Settings file [default: ./fairsvc.toml]")
    ] = None,
    given: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Override one setting")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done, on standard error")] = False,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it and end")
    ] = False,
) -> None:
    context.obj = Context(config, tuple(given or ()), dict(os.environ), verbose=verbose)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return the exit code instead of raising."""
    try:
        result = app(list(arguments), standalone_mode=False)
    except FairsvcError as error:
        return _complain(str(error), error.exit_code)
    except Ended as ended:
        return ended.exit_code
    except typer.Exit as ended:
        result = ended.exit_code
    except (typer.Abort, KeyboardInterrupt):
        result = INTERRUPTED
    except (BrokenPipeError, SystemExit) as ended:
        result = _close_pipe(ended)
    except Exception as error:  # noqa: BLE001 - the one place where a defect of ours meets a person
        return _unexpected(error, arguments)
    if result == INTERRUPTED:
        return _complain(_AFTER_INTERRUPTION, INTERRUPTED)
    return result if isinstance(result, int) else 0


def _close_pipe(ended: BaseException) -> int:
    """Let the interpreter's last flush go nowhere when whoever read our output went away."""
    # typer and rich make a SystemExit of it; any other one is not ours to hold.
    if isinstance(ended, SystemExit) and not isinstance(ended.__context__, OSError):
        raise ended
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return PIPE_CLOSED


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    """Tell a usage error from a defect of ours."""
    show = getattr(error, "show", None)
    if callable(show):
        show()
        return int(getattr(error, "exit_code", 2))
    # The system hands over bytes that are no UTF-8 as lone surrogates, which nothing can store or send.
    if isinstance(error, UnicodeEncodeError) and _SURROGATE.search("".join(arguments)):
        return _complain("an argument is not UTF-8 text. Type it anew, in a UTF-8 locale", UsageError.exit_code)
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return _complain("what was to be printed or written has no room on its disk. Make room, then repeat it", 2)
    if "-v" in arguments or "--verbose" in arguments:
        traceback.print_exception(error)
    sentence = f"this is a fault of fairsvc ({type(error).__name__}: {error}). Please report it with the output of -v."
    return _complain(sentence, DEFECT)


def _complain(sentence: str, code: int) -> int:
    typer.echo(f"fairsvc: {printable(sentence)}", err=True)
    return code
