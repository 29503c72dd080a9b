# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The site in one language: which pages it has, and what each template is given."""

from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Any

from catalog.i18n import Translator
from catalog.labels import Labels
from catalog.links import is_web
from catalog.pages.addresses import address, page_slug
from catalog.pages.index import Index, Part, licence_name, owner_key, repository_key
from catalog.pages.page import MAX_NAME, MAX_SUMMARY, PAGE_SIZE, cut
from catalog.pages.settings import Address, Compliance, SiteSettings, as_link
from catalog.pages.wording import Wording
from catalog.view import OwnerEntry, RankedEntry, RepositoryEntry
from scanner.models import ForgeKind


class Edition:
    """The pages of `index` in the language of `translate`."""

    def __init__(self, index: Index, translate: Translator, labels: Labels, settings: SiteSettings) -> None:
        self.index = index
        self.translate = translate
        self.labels = labels
        self.settings = settings
        self.words = Wording(translate, labels)
        self.day = cache(translate.day)
        self.number = cache(translate.number)
        self.row = cache(self._row)

    # --- what every page knows ---

    @cached_property
    def name(self) -> str:
        """What the site is called."""
        return self.settings.name or self.translate("Catalogue of public source code")

    @cached_property
    def origin(self) -> str:
        """The address where the site is served, with its last slash; "" when nobody says it."""
        return self.settings.base_url.rstrip("/") + "/" if is_web(self.settings.base_url) else ""

    def site(self) -> dict[str, Any]:
        """Return what the header and the footer say; coverage only adds up sources whose forge announced a number."""
        _, view, settings = self.translate, self.index.view, self.settings
        known = [source for source in view.coverage if source.expected is not None]
        return {
            "name": self.name,
            "publisher": settings.publisher,
            "accessibility": self._accessibility(),
            "date": view.date,
            "origin": self.origin,
            "expected": sum(source.expected or 0 for source in known),
            "seen": sum(source.seen for source in known),
        }

    def menu(self) -> list[tuple[str, str]]:
        """Return the kinds of pages in the main menu with their names."""
        _ = self.translate
        return [
            ("repositories", _("Repositories")),
            ("owners", _("Owners")),
            ("modules", _("Reusable modules")),
            ("to-open", _("To open next")),
            ("tracking", _("Tracking")),
            ("algorithms", _("Algorithms")),
            ("figures", _("Figures")),
            ("news", _("News")),
            ("about", _("About")),
        ]

    def contact(self) -> Address | None:
        """Return the declared contact as a link, or None."""
        return as_link(self.settings.contact)

    def corrections(self) -> Address | None:
        """Return where to have an entry corrected, as a link, or None."""
        return as_link(self.settings.corrections) or self.contact()

    def _accessibility(self) -> str:
        """Return the words that each page must carry, those of the decree of 24 July 2019."""
        _ = self.translate
        words = {
            Compliance.NOT: _("Accessibility: not compliant"),
            Compliance.PARTIAL: _("Accessibility: partially compliant"),
            Compliance.FULL: _("Accessibility: fully compliant"),
        }
        return words[self.settings.compliance_on(self.index.view.date)]

    def url(self, kind: str, slug: str = "index") -> str:
        """Return the address of a page of this edition, from the root of the site."""
        return address(self.translate.language, kind, slug)

    def forge(self, host: str) -> str:
        """Return the name of a forge for readers."""
        return self.translate("local folder") if host == ForgeKind.FOLDER else host

    def day_of(self, time: str) -> str:
        """Write the day of an ISO 8601 time; "" when it isn't known."""
        return self.day(time[:10]) if time else ""

    def repository_url(self, entry: RepositoryEntry) -> str:
        """Return the address of a repository's page."""
        return self.url("repositories", self.index.repository_slugs[repository_key(entry)])

    def ranked_url(self, entry: RankedEntry) -> str:
        """Return the address of a ranked entry's page."""
        return self.url("to-open", self.index.ranked_slugs[repository_key(entry)])

    def owner_url(self, host: str, login: str) -> str:
        """Return the address of an owner's page, or "" when it has none."""
        slug = self.index.owner_slugs.get(owner_key(host, login))
        return self.url("owners", slug) if slug else ""

    def account(self, owner: OwnerEntry) -> str:
        """Return the login of an owner, "" where its name says the same, capitals aside."""
        login = cut(owner.login, MAX_NAME)
        return "" if cut(owner.name, MAX_NAME).lower() in ("", login.lower()) else login

    def ministry_url(self, ministry: str) -> str:
        """Return the address of a ministry's page ("" = no known ministry), or "" when it has none."""
        slug = self.index.ministry_slugs.get(ministry) if ministry in self.index.by_ministry else None
        return self.url("ministries", slug) if slug else ""

    def module_url(self, part: Part) -> str:
        """Return the address of a module's page, or "" when it has none."""
        slug = "" if part.repository.gone else self.index.module_slugs.get(part.key)
        return self.url("modules", slug) if slug else ""

    def cut_pages(
        self, kind: str, slug: str, rows: Sequence[Any]
    ) -> Iterator[tuple[str, Sequence[Any], dict[str, Any]]]:
        """Cut a list into pages: yield the slug of each, its rows, and where it stands among the others."""
        last = max(1, -(-len(rows) // PAGE_SIZE))
        for number in range(1, last + 1):
            near = {"previous": number - 1, "next": number + 1 if number < last else 0}
            links = {name: self.url(kind, page_slug(slug, n)) if n else "" for name, n in near.items()}
            shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
            steps = [
                {"number": n, "gap": gap, "url": self.url(kind, page_slug(slug, n)) if n != number else ""}
                for n, gap in _steps(number, last)
            ]
            yield page_slug(slug, number), shown, {"number": number, "last": last, "steps": steps, **links}

    # --- rows that several pages show ---

    def ranked_row(self, entry: RankedEntry) -> dict[str, Any]:
        """Return a ranked entry as the lists show it."""
        purpose = entry.purpose if self.translate.language == "fr" else entry.purpose_en or entry.purpose
        return {
            "rank": entry.rank,
            "name": cut(entry.name or entry.full_name, MAX_NAME),
            "owner": cut(entry.owner, MAX_NAME),
            "host": self.forge(entry.host),
            "url": self.ranked_url(entry),
            "purpose": cut(purpose, MAX_SUMMARY),
            "degree": self.words.proposed_degree(entry.degree),
            "flags": self.words.ranked_flags(entry),
            "sentences": self.words.rank_sentences(entry),
            "blockers": self.words.blockers(entry),
            "transparency": entry.transparency,
            "reusability": entry.reusability,
        }

    def nothing_ranked(self) -> str:
        """Return why the ranked list is empty."""
        return self.withheld() or self.translate("No closed repository is known yet.")

    def withheld(self) -> str:
        """Return how many closed repositories this view leaves out, in a sentence; "" for none."""
        _, number = self.translate, self.index.view.withheld
        if not number:
            return ""
        told = _.ngettext(
            "{n} closed repository isn’t named here.", "{n} closed repositories aren’t named here.", number
        )
        if self.index.view.to_open:
            told = _.ngettext(
                "{n} closed repository isn’t named here, but counts in the ranks.",
                "{n} closed repositories aren’t named here, but count in the ranks.",
                number,
            )
        decided = _("The administration decides which entries are published.")
        return f"{told} {decided}"

    def facts(self, language: str, licence: str, degree: str, updated: str) -> list[str]:
        """Return what a list tells of a repository in a few words, the unknown left out."""
        _ = self.translate
        degree, updated = degree and _("degree {degree}", degree=degree), updated and _("updated on {day}", day=updated)
        return [fact for fact in (language, licence, degree, updated) if fact]

    def _row(self, key: str) -> dict[str, Any]:
        entry = self.index.by_key[key]
        updated = self.day(entry.updated_at[:10]) if entry.updated_at else ""
        licence = licence_name(entry)
        named = cut(self.words.licence_label(licence), MAX_NAME) if licence else ""
        return {
            "name": cut(entry.name or entry.full_name or entry.host, MAX_NAME),
            "owner": cut(entry.owner, MAX_NAME),
            "host": self.forge(entry.host),
            "url": self.repository_url(entry),
            "description": cut(entry.description, MAX_SUMMARY),
            "facts": self.facts(cut(entry.language, MAX_NAME), named, self.words.degree(entry.degree), updated),
            "flags": self.words.flags(entry),
            "updated": updated,
        }


def _steps(number: int, last: int) -> list[tuple[int, bool]]:
    """Return the pages that a page leads to, itself included; true = others stand between it and the one before."""
    shown = sorted({1, number - 1, number, number + 1, last} & set(range(1, last + 1)))
    return [(step, before < step - 1) for before, step in zip([0, *shown], shown, strict=False)]
