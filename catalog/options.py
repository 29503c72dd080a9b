# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The options that commands share, each written once."""

import functools
import inspect
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer

from catalog.console import Loudness, Session, Voice
from catalog.i18n import choose_language, translator

P = ParamSpec("P")
R = TypeVar("R")


class Language(StrEnum):
    """Languages of messages and reports."""

    FR = "fr"
    EN = "en"


class TableFormat(StrEnum):
    """Forms of a table."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class RowsFormat(StrEnum):
    """Forms of rows."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class TextFormat(StrEnum):
    """Forms of a text."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class PlainFormat(StrEnum):
    """Forms of what is told of one thing."""

    TEXT = "text"
    JSON = "json"


class DossierFormat(StrEnum):
    """Forms of a dossier."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


class ReportFormat(StrEnum):
    """Forms of a run's report."""

    TEXT = "text"
    JSON = "json"


session = Session()

Repository = Annotated[
    str, typer.Argument(metavar="REPO", help="owner/name, host/owner/name, a URL or a path.", show_default=False)
]
AnyRepository = Annotated[
    str,
    typer.Argument(
        metavar="[REPO]", help="owner/name, host/owner/name, a URL or a path; none = all.", show_default=False
    ),
]
Database = Annotated[Path, typer.Option("--database", help="The SQLite store.", rich_help_panel="Places")]
Output = Annotated[
    Path, typer.Option("--output", help="Folder of the public site and listing.", rich_help_panel="Places")
]
Internal = Annotated[
    Path | None,
    typer.Option(
        "--internal",
        help="Also write the internal view (all names, all evidence) to this other folder.",
        rich_help_panel="Places",
    ),
]
Mirrors = Annotated[
    Path | None,
    typer.Option("--mirrors", help="Folder of the Git mirrors [default: beside the store].", rich_help_panel="Places"),
]
Policies = Annotated[
    Path | None,
    typer.Option("--policies", help="Folder of your own policies, file by file over ours.", rich_help_panel="Places"),
]
Declarations = Annotated[
    Path | None,
    typer.Option(
        "--declarations",
        help="Folder of what you declare (openings, exemptions…) [default: declarations, beside the store].",
        rich_help_panel="Places",
    ),
]
AsTable = Annotated[TableFormat, typer.Option("--format", help="Form of what is printed.")]
AsRows = Annotated[RowsFormat, typer.Option("--format", help="Form of what is printed.")]
AsText = Annotated[TextFormat, typer.Option("--format", help="Form of what is printed.")]
AsPlain = Annotated[PlainFormat, typer.Option("--format", help="Form of what is printed.")]
AsDossier = Annotated[DossierFormat, typer.Option("--format", help="Form of what is printed.")]
AsReport = Annotated[ReportFormat, typer.Option("--format", help="Form of the report on stdout.")]

_Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of messages and reports [default: the locale's].", rich_help_panel="Common"),
]
_Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Say nothing but results and errors.", rich_help_panel="Common")
]
_Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say each step.", rich_help_panel="Common")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.", rich_help_panel="Common")]
_COMMON: dict[str, tuple[Any, Any]] = {
    "lang": (_Lang, None),
    "quiet": (_Quiet, False),
    "verbose": (_Verbose, False),
    "debug": (_Debug, False),
}


def with_common_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command --lang, --quiet, --verbose and --debug, which set `session` before it runs."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        _speak(taken(kwargs, _COMMON))
        return command(*args, **kwargs)

    return with_options(wrapper, command, _COMMON)


def taken(kwargs: dict[str, Any], options: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Take the values of `options` (name → annotation and default) out of a call's, and return them."""
    return {name: kwargs.pop(name, default) for name, (_, default) in options.items()}


def with_options(
    wrapper: Callable[P, R], command: Callable[P, R], options: dict[str, tuple[Any, Any]], instead_of: str = ""
) -> Callable[..., R]:
    """Show `options` to Typer as parameters of `wrapper`, after those of `command`."""
    signature = inspect.signature(command, eval_str=True)
    kept = [parameter for name, parameter in signature.parameters.items() if name != instead_of]
    extra = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in options.items()
    ]
    wrapper.__signature__ = signature.replace(parameters=[*kept, *extra])  # type: ignore[attr-defined]
    annotations = {name: kind for name, kind in command.__annotations__.items() if name != instead_of}
    wrapper.__annotations__ = annotations | {name: annotation for name, (annotation, _) in options.items()}
    return wrapper


def _speak(values: dict[str, Any]) -> None:
    levels = {"debug": Loudness.DEBUG, "verbose": Loudness.VERBOSE, "quiet": Loudness.QUIET}
    loudness = next((level for name, level in levels.items() if values[name]), Loudness.NORMAL)
    session.voice = Voice(loudness)
    session.debug = bool(values["debug"])
    session.translate = translator(choose_language(values["lang"].value if values["lang"] else None))
