# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The options that say what a site is called, who answers for it and how it is dressed; gathered into one value."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer

from catalog.options import session, taken, with_options
from catalog.pages.settings import Compliance, SiteSettings, Theme, declared_audit
from catalog.theme import check_theme

P = ParamSpec("P")
R = TypeVar("R")


def _text(flag: str, told: str) -> Any:  # noqa: ANN401 - an annotation for Typer
    return Annotated[str, typer.Option(flag, help=told, show_default=False, rich_help_panel="Site")]


_Compliance = Annotated[
    Compliance | None,
    typer.Option(
        "--accessibility",
        help="Outcome of the accessibility audit that you declare; not compliant as long as you declare none.",
        rich_help_panel="Site",
    ),
]
_Rate = Annotated[
    float | None,
    typer.Option(
        "--accessibility-rate", min=0, max=100, help="Share of the RGAA's criteria met, in %.", rich_help_panel="Site"
    ),
]
_Theme = Annotated[
    Theme,
    typer.Option(
        "--theme", help="Style: our own, or the State's design system (.gouv.fr only).", rich_help_panel="Site"
    ),
]
_DsfrDir = Annotated[
    Path | None,
    typer.Option(
        "--dsfr-dir",
        help="Folder of the State's design system that you obtained: its dist/, with dsfr.min.css.",
        rich_help_panel="Site",
    ),
]
_SITE: dict[str, tuple[Any, Any]] = {
    "base_url": (_text("--base-url", "Address where the public site will be."), ""),
    "site_name": (_text("--site-name", "Name of the site."), ""),
    "publisher": (_text("--publisher", "Administration that publishes the site."), ""),
    "publication_director": (_text("--publication-director", "Its publication director, for the legal notice."), ""),
    "hosting": (_text("--hosting", "Who hosts it: name, address, telephone, for the legal notice."), ""),
    "contact": (_text("--contact", "E-mail or web address to write to."), ""),
    "corrections": (_text("--corrections", "E-mail or web address for corrections [default: the contact]."), ""),
    "accessibility": (_Compliance, None),
    "accessibility_date": (_text("--accessibility-date", "Day of that audit, 2026-11-03."), ""),
    "accessibility_rate": (_Rate, None),
    "accessibility_auditor": (_text("--accessibility-auditor", "Who made that audit."), ""),
    "accessibility_report": (_text("--accessibility-report", "Web address of what the audit found."), ""),
    "theme": (_Theme, Theme.NEUTRAL),
    "dsfr_dir": (_DsfrDir, None),
}


def with_site_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command the options of a site, which it gets as one value: its parameter `site`."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        kwargs["site"] = _settings(taken(kwargs, _SITE))
        return command(*args, **kwargs)

    return with_options(wrapper, command, _SITE, instead_of="site")


def _settings(given: dict[str, Any]) -> SiteSettings:
    audit = declared_audit(
        given["accessibility"],
        given["accessibility_date"],
        given["accessibility_rate"],
        given["accessibility_auditor"],
        given["accessibility_report"],
    )
    same = ("publisher", "hosting", "contact", "corrections", "base_url", "theme", "dsfr_dir")
    site = SiteSettings(
        name=given["site_name"],
        director=given["publication_director"],
        audit=audit,
        **{name: given[name] for name in same},
    )
    check_theme(site)
    if site.theme is Theme.DSFR:
        session.voice.say(
            session.translate(
                "The State’s design system is for .gouv.fr sites, by those who accepted its terms of use: read them, "
                "accepting them is yours to do (https://www.systeme-de-design.gouv.fr)."
            )
        )
    return site
