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
from catalog.crawl_choices import CrawlChoices, DirectoryFiles
from catalog.i18n import choose_language, translator
from catalog.scan_choices import ClusterChoices, ScanChoices
from catalog.view import Audience
from scanner.models import Visibility

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

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="A sources file, a forge or owner URL, a list of Git addresses (.txt), or a folder of Git repositories.",
        show_default=False,
    ),
]
Repository = Annotated[
    str, typer.Argument(metavar="REPO", help="owner/name, host/owner/name, a URL or a path.", show_default=False)
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
Reader = Annotated[
    Audience,
    typer.Option(
        "--audience", help="Who reads --output: the public, or the administration itself.", rich_help_panel="Places"
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
Annuaire = Annotated[
    Path | None,
    typer.Option(
        "--annuaire",
        exists=True,
        dir_okay=False,
        help="The State's directory, JSON or packed (.zip, .tar.bz2, .gz): bodies and ministries of owners.",
        rich_help_panel="Whose code",
    ),
]
TopOrganizations = Annotated[
    Path | None,
    typer.Option(
        "--top-organizations",
        exists=True,
        dir_okay=False,
        help="Ministries and other top organizations, YAML.",
        rich_help_panel="Whose code",
    ),
]
Ospos = Annotated[
    Path | None,
    typer.Option(
        "--ospos",
        exists=True,
        dir_okay=False,
        help="Open source programme offices, YAML.",
        rich_help_panel="Whose code",
    ),
]
Referents = Annotated[
    Path | None,
    typer.Option(
        "--referents",
        exists=True,
        dir_okay=False,
        help="Who answers for source code, YAML; their names are published.",
        rich_help_panel="Whose code",
    ),
]
FolderVisibility = Annotated[
    Visibility,
    typer.Option(
        "--visibility",
        help="What the repositories of a folder, or of a list of addresses, are: closed unless you say public.",
        rich_help_panel="Crawl",
    ),
]
MaxWait = Annotated[
    int, typer.Option("--max-wait", min=0, help="Seconds a forge may make us wait in all.", rich_help_panel="Crawl")
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
_Full = Annotated[
    bool,
    typer.Option("--full", help="Ask forges for everything again, not only what moved.", rich_help_panel="Crawl"),
]
_PrivateHosts = Annotated[
    list[str] | None,
    typer.Option(
        "--private-host",
        metavar="HOST",
        help="A host that a list names and that may have a private address; * = all. Repeat for several.",
        show_default=False,
        rich_help_panel="Crawl",
    ),
]
_Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Reading processes.", rich_help_panel="Resources")]
_Memory = Annotated[
    int,
    typer.Option("--memory", min=0, help="Memory of each process in MB; 0 = no bound.", rich_help_panel="Resources"),
]
_KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        envvar="OUVRAGE_KEY_FILE",
        help="Key that marks equal secrets, the same for all shards [default: beside the store].",
        rich_help_panel="Places",
    ),
]
_Cluster = Annotated[
    str,
    typer.Option(
        "--cluster",
        metavar="URL",
        help="Scan on a Dask cluster: tls://HOST:PORT of its scheduler.",
        show_default=False,
        rich_help_panel="Resources",
    ),
]
_ClusterCa = Annotated[
    Path | None,
    typer.Option(
        "--cluster-ca",
        help="Certificates of the cluster's authority, PEM [default: as Dask is configured].",
        rich_help_panel="Resources",
    ),
]
_ClusterCert = Annotated[
    Path | None,
    typer.Option("--cluster-cert", help="Our certificate for the cluster, PEM.", rich_help_panel="Resources"),
]
_ClusterKey = Annotated[
    Path | None,
    typer.Option("--cluster-key", help="Private key of that certificate, PEM.", rich_help_panel="Resources"),
]
_SCANNING: dict[str, tuple[Any, Any]] = {
    "jobs": (_Jobs, ScanChoices().jobs),
    "memory": (_Memory, ScanChoices().memory_mb),
    "key_file": (_KeyFile, None),
    "cluster": (_Cluster, ""),
    "cluster_ca": (_ClusterCa, None),
    "cluster_cert": (_ClusterCert, None),
    "cluster_key": (_ClusterKey, None),
}
_CRAWLING: dict[str, tuple[Any, Any]] = {
    "visibility": (FolderVisibility, Visibility.PRIVATE),
    "full": (_Full, False),
    "max_wait": (MaxWait, CrawlChoices().max_wait),
    "private_host": (_PrivateHosts, None),
    "annuaire": (Annuaire, None),
    "top_organizations": (TopOrganizations, None),
    "ospos": (Ospos, None),
    "referents": (Referents, None),
}


def with_common_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command --lang, --quiet, --verbose and --debug, which set `session` before it runs."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        _speak(taken(kwargs, _COMMON))
        return command(*args, **kwargs)

    return with_options(wrapper, command, _COMMON)


def with_crawl_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command the options of a crawl, which it gets as one value: its parameter `choices`."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        given = taken(kwargs, _CRAWLING)
        files = DirectoryFiles(**{name: given.pop(name) for name in DirectoryFiles.model_fields})
        hosts = frozenset(host.lower() for host in given.pop("private_host") or ())
        kwargs["choices"] = CrawlChoices(**given, private_hosts=hosts, files=files)
        return command(*args, **kwargs)

    return with_options(wrapper, command, _CRAWLING, instead_of="choices")


def with_scan_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command the options of a scan, which it gets as one value: its parameter `scanning`."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        given = taken(kwargs, _SCANNING)
        files = {name: given[f"cluster_{name}"] for name in ("ca", "cert", "key")}
        cluster = ClusterChoices(address=given["cluster"], **files)
        kwargs["scanning"] = ScanChoices(
            jobs=given["jobs"], memory_mb=given["memory"], key_file=given["key_file"], cluster=cluster
        )
        return command(*args, **kwargs)

    return with_options(wrapper, command, _SCANNING, instead_of="scanning")


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
