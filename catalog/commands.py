# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which commands there are, each imported when it is asked for: a check starts without what a crawl takes."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from catalog.options import session
from scanner.errors import UsageError

COMMANDS = {
    "run": "catalog.cli_running",
    "crawl": "catalog.cli_running",
    "scan": "catalog.cli_running",
    "merge": "catalog.cli_running",
    "rank": "catalog.cli_ranking",
    "explain": "catalog.cli_ranking",
    "findings": "catalog.cli_ranking",
    "status": "catalog.cli_ranking",
    "dossier": "catalog.cli_judging",
    "algorithms": "catalog.cli_judging",
    "clones": "catalog.cli_judging",
    "quality": "catalog.cli_judging",
    "extract": "catalog.cli_judging",
    "publiccode": "catalog.cli_publiccode",
    "check": "catalog.cli_check",
    "fix": "catalog.cli_fix",
    "policy": "catalog.cli_policy",
    "publish": "catalog.cli_publishing",
    "serve": "catalog.cli_publishing",
}
"""Where each command is: a module whose `app` has it."""

_LOOSE = {"ignore_unknown_options": True, "allow_extra_args": True}


class LazyGroup(TyperGroup):
    """The group of all commands: those that aren't asked for cost nothing."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - what Typer gives a group
        super().__init__(**(settings | {"commands": _Commands()}))


class _Commands(Mapping[str, Any]):
    """Commands by name, in the order of the help."""

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - Typer carries its own Click
        """Import a command; one whose packages are left out of this installation says so."""
        try:
            app: typer.Typer = import_module(COMMANDS[name]).app
        except ModuleNotFoundError as error:
            return _left_out(name, needs_more(error))
        holder = typer.Typer(rich_markup_mode="markdown", pretty_exceptions_enable=False)
        holder.registered_commands, holder.registered_groups = app.registered_commands, app.registered_groups
        return get_group(holder).commands[name]


def needs_more(error: ModuleNotFoundError) -> UsageError:
    """Return what to tell of a package that isn't installed, as those that a check doesn't need may not be."""
    return UsageError(
        "the package {package} isn't installed, which this command needs",
        mend="pip install 'ouvrage[full]'",
        package=(error.name or str(error)).partition(".")[0],
    )


def _left_out(name: str, reason: UsageError) -> TyperCommand:
    def refuse() -> None:
        raise reason

    return TyperCommand(name, callback=refuse, help=session.translate.error(reason), context_settings=dict(_LOOSE))
