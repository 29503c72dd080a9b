# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The options of a crawl, gathered into one value."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer

from catalog.crawl_choices import CrawlChoices, DirectoryFiles
from catalog.options import taken, with_options
from scanner.models import Visibility

P = ParamSpec("P")
R = TypeVar("R")

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="A sources file, a forge or owner URL, a list of Git addresses (.txt), or a folder of Git repositories.",
        show_default=False,
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
