# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The command `ouvrage`: each subcommand gathers options, calls one step, prints its result, and exits.

Results go to stdout, everything else to stderr. Exit codes: 2 usage or configuration, 4 nothing reached, 1 what a check
found, 3 partial, 0.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from catalog import refusals
from catalog.commands import COMMANDS, LazyGroup, needs_more
from catalog.exit_codes import PARTIAL
from catalog.options import session
from catalog.refusals import Refusal
from scanner.errors import OuvrageError, UsageError

UNTRUSTING = frozenset({"check", "fix"})
"""Commands that read no configuration file unless it is named: the folder that they run in is what they judge."""

_CTRL_C = 130
"""How Typer says that Ctrl-C ended a command."""

app = typer.Typer(
    name="ouvrage",
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "OUVRAGE"},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"ouvrage {version('ouvrage')}")
        raise typer.Exit


@app.callback(
    epilog="Examples: `ouvrage run ~/depots` · `ouvrage run https://github.com/etalab` · `ouvrage rank --format csv`",
)
def ouvrage(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", help="Configuration file [default: ouvrage.toml or pyproject.toml].")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take stock of an administration's source code, and rank what to open next, with evidence."""
    if config is None and context.invoked_subcommand in UNTRUSTING:
        return
    from catalog.settings import read_settings

    context.default_map = dict.fromkeys(COMMANDS, read_settings(config))


def main() -> None:
    """Run the command; every error that a user can cause ends as one sentence and an exit code."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        code = _ended(arguments)
    except OuvrageError as error:
        return _fail(session.translate.error(error), error.exit_code, error)
    except ModuleNotFoundError as error:
        needed = needs_more(error)
        return _fail(session.translate.error(needed), needed.exit_code, error)
    except OSError as error:
        return _fail(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "), UsageError.exit_code, error)
    except Exception as error:  # noqa: BLE001 - the edge: a fault of ours is told in one line too
        told = OuvrageError("unexpected failure: {kind}", mend="run with --debug", kind=type(error).__name__)
        return _fail(session.translate.error(told), UsageError.exit_code, error)
    return _fail(session.translate("stopped: what was collected is kept"), PARTIAL) if code == _CTRL_C else code


def _ended(arguments: list[str]) -> int:
    """Run the command and return how it ended, `_CTRL_C` when it was stopped."""
    try:
        code = app(arguments, prog_name="ouvrage", standalone_mode=False)
    except Refusal as refusal:
        told, code = refusals.told(refusal, arguments), refusal.exit_code
        return _fail(told, code) if told else code
    except (SystemExit, typer.Abort) as stop:
        code = stop.code if isinstance(stop, SystemExit) else _CTRL_C
    return code if isinstance(code, int) else 0


def _fail(message: str, code: int, error: Exception | None = None) -> int:
    if session.debug and error is not None:
        raise error
    session.voice.error(f"ouvrage: {message}")
    return code


if __name__ == "__main__":
    main()
