# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The site in one language: which pages it has, and what each template is given."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from catalog.i18n import Translator
from catalog.labels import Labels
from catalog.links import is_web
from catalog.pages.addresses import address, page_slug
from catalog.pages.algorithms import algorithm_pages
from catalog.pages.charts import MAX_MARKS, bars, scatter
from catalog.pages.index import OTHER, Index, licence_name, owner_key, repository_key
from catalog.pages.page import MAX_NAME, MAX_SUMMARY, PAGE_SIZE, Page, cut
from catalog.pages.sheets import Sheets
from catalog.pages.wording import Wording
from catalog.priority_policy import AXES
from catalog.view import OwnerEntry, RankedEntry, RepositoryEntry
from scanner.models import ForgeKind, Frozen, Visibility

CHART_ROWS = 8
SHORT_LIST = 5


class SiteSettings(Frozen):
    """What the administration says of its site; everything may be left out."""

    name: str = ""
    """The site's name, in the header and in titles."""
    publisher: str = ""
    """The administration that publishes."""
    contact: str = ""
    """An e-mail address or a web address."""
    base_url: str = ""
    """Where the site is served, for absolute addresses (`https://codes.exemple.gouv.fr/`)."""


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

    def pages(self) -> Iterator[Page]:
        """Yield every page but the 404."""
        yield Page("home", "index", "home.html", self._home())
        yield Page("about", "index", "about.html", self._about())
        for kind in ("legal", "accessibility"):
            yield Page(kind, "index", f"{kind}.html", {})
        yield from self._repository_lists()
        yield from self._owner_list()
        yield from self._ranked_list()
        yield from algorithm_pages(self)
        yield from Sheets(self).pages()

    # --- what every page knows ---

    def site(self) -> dict[str, Any]:
        """Return what the header and the footer say; coverage only adds up sources whose forge announced a number."""
        _, view, settings = self.translate, self.index.view, self.settings
        known = [source for source in view.coverage if source.expected is not None]
        return {
            "name": settings.name or _("Catalog of public source code"),
            "publisher": settings.publisher,
            "date": view.date,
            "origin": settings.base_url.rstrip("/") + "/" if is_web(settings.base_url) else "",
            "expected": sum(source.expected or 0 for source in known),
            "seen": sum(source.seen for source in known),
        }

    def menu(self) -> list[tuple[str, str]]:
        """Return the kinds of pages in the main menu with their names."""
        _ = self.translate
        return [
            ("repositories", _("Repositories")),
            ("owners", _("Owners")),
            ("to-open", _("To open next")),
            ("algorithms", _("Algorithms")),
            ("licences", _("Licences")),
            ("languages", _("Languages")),
            ("about", _("About")),
        ]

    def contact(self) -> dict[str, str] | None:
        """Return the declared contact as a link, or None."""
        contact = self.settings.contact.strip()
        if is_web(contact):
            return {"text": contact, "url": contact}
        return {"text": contact, "url": f"mailto:{quote(contact, safe='@')}"} if "@" in contact else None

    def url(self, kind: str, slug: str = "index") -> str:
        """Return the address of a page of this edition, from the root of the site."""
        return address(self.translate.language, kind, slug)

    def forge(self, host: str) -> str:
        """Return the name of a forge for readers."""
        return self.translate("local folder") if host == ForgeKind.FOLDER else host

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

    def cut_pages(
        self, kind: str, slug: str, rows: Sequence[Any]
    ) -> Iterator[tuple[str, Sequence[Any], dict[str, Any]]]:
        """Cut a list into pages: yield the slug of each, its rows, and where it stands among the others."""
        last = max(1, -(-len(rows) // PAGE_SIZE))
        for number in range(1, last + 1):
            near = {"previous": number - 1, "next": number + 1 if number < last else 0}
            links = {name: self.url(kind, page_slug(slug, n)) if n else "" for name, n in near.items()}
            shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
            yield page_slug(slug, number), shown, {"number": number, "last": last, **links}

    # --- home and about ---

    def _home(self) -> dict[str, Any]:
        _, index = self.translate, self.index
        return {
            "figures": self._figures(),
            "ranked": [self.ranked_row(entry) for entry in index.view.to_open[:SHORT_LIST]],
            "nothing_ranked": self.nothing_ranked(),
            "recent": [self.row(repository_key(entry)) for entry in index.recent[:SHORT_LIST]],
            "charts": [
                self._chart("licences", _("Licences"), _("All licences")),
                self._chart("languages", _("Languages"), _("All languages")),
            ],
        }

    def _figures(self) -> list[dict[str, str]]:
        _, index, view = self.translate, self.index, self.index.view
        site, total = self.site(), len(index.repositories)
        licensed = sum(len(group) for name, group in index.by_licence.items() if name not in ("", OTHER))
        opened = sum(entry.visibility is Visibility.PUBLIC for entry in index.repositories)
        share = _("{share} %", share=_.number(100 * site["seen"] / site["expected"], 0)) if site["expected"] else "–"
        return [
            self._figure(
                _.number(total),
                _("repositories") if index.internal else _("open repositories"),
                self.url("repositories"),
                _("of which {n} open", n=_.number(opened)) if index.internal else "",
            ),
            self._figure(_.number(len(index.owners)), _("owners"), self.url("owners")),
            self._figure(
                _.number(len(view.to_open)),
                _("closed repositories ranked"),
                self.url("to-open"),
                _("and {n} not published", n=_.number(view.withheld)) if view.withheld else "",
            ),
            self._figure(
                _("{share} %", share=_.number(100 * licensed / total, 0)) if total else "–",
                _("under a recognised licence"),
                self.url("licences"),
                _("{n} of {total} repositories", n=_.number(licensed), total=_.number(total)),
            ),
            self._figure(
                share,
                _("of what the forges announce has been seen"),
                self.url("about") + "#coverage",
                _("{n} of {total} repositories", n=_.number(site["seen"]), total=_.number(site["expected"]))
                if site["expected"]
                else "",
            ),
        ]

    def _figure(self, value: str, label: str, url: str, note: str = "") -> dict[str, str]:
        return {"value": value, "label": label, "url": url, "note": note}

    def _chart(self, kind: str, title: str, everything: str) -> dict[str, Any]:
        counts = {row["label"]: row["count"] for row in self._facet_rows(kind) if row["name"]}
        urls = {row["label"]: row["url"] for row in self._facet_rows(kind)}
        shown = [bar._asdict() | {"url": urls[bar.label]} for bar in bars(counts, CHART_ROWS)]
        return {"id": kind, "title": title, "all": everything, "url": self.url(kind), "bars": shown}

    def _about(self) -> dict[str, Any]:
        _ = self.translate
        rules = {
            axis: [{"title": title, "why": why, "share": round(share)} for title, why, share in self.labels.rules(axis)]
            for axis in AXES
        }
        return {
            "coverage": self.index.view.coverage,
            "withheld": self.withheld() or _("Every closed repository that is known is on the ranked list."),
            "axes": [
                {"title": self.labels.axis(axis), "source": self.labels.axis_source(axis), "rules": rules[axis]}
                for axis in AXES
            ],
            "data_files": self._data_files(),
        }

    def _data_files(self) -> list[tuple[str, str]]:
        _ = self.translate
        return [
            ("codegouvfr-repositories.csv", _("repositories")),
            ("codegouvfr-repositories.json", _("repositories")),
            ("codegouvfr-organizations.csv", _("owners")),
            ("codegouvfr-organizations.json", _("owners")),
            ("to-open.csv", _("closed code to open next")),
            ("to-open.json", _("closed code to open next, with its reasons")),
            ("to-open.schema.json", _("Table Schema of the previous list")),
            ("algorithmes.csv", _("inventory of algorithms")),
            ("algorithmes.json", _("inventory of algorithms")),
            ("codegouvfr-forges.csv", _("forges")),
            ("fr-ospos.json", _("open source programme offices")),
            ("stats_preprod.json", _("statistics")),
        ]

    # --- lists ---

    def _repository_lists(self) -> Iterator[Page]:
        _, index = self.translate, self.index
        title = _("Repositories") if index.internal else _("Open repositories")
        yield from self._repository_list("repositories", "index", title, index.repositories)
        for kind, groups in (("licences", index.by_licence), ("languages", index.by_language)):
            yield Page(kind, "index", "facets.html", self._facets(kind))
            parent = {"label": dict(self.menu())[kind], "url": self.url(kind)}
            for name, entries in groups.items():
                slug = self._facet_slugs(kind)[name]
                yield from self._repository_list(kind, slug, self._facet_label(kind, name), entries, parent)

    def _repository_list(
        self, kind: str, slug: str, heading: str, entries: list[RepositoryEntry], parent: dict[str, str] | None = None
    ) -> Iterator[Page]:
        for page, shown, pages in self.cut_pages(kind, slug, entries):
            rows = [self.row(repository_key(entry)) for entry in shown]
            context = {"heading": heading, "rows": rows, "pages": pages, "total": len(entries)}
            yield Page(kind, page, "repositories.html", context | {"parent": parent, "intro": ""})

    def _facets(self, kind: str) -> dict[str, Any]:
        _ = self.translate
        words = {
            "licences": (
                _("Licences"),
                _("What the files of the repositories declare, or their forge when they have not been read."),
                _("Licence"),
            ),
            "languages": (
                _("Languages"),
                _("The main language of each repository, as its forge names it."),
                _("Language"),
            ),
        }
        heading, intro, column = words[kind]
        return {"heading": heading, "intro": intro, "column": column, "rows": self._facet_rows(kind)}

    def _facet_rows(self, kind: str) -> list[dict[str, Any]]:
        _, total = self.translate, len(self.index.repositories)
        groups = self.index.by_licence if kind == "licences" else self.index.by_language
        rows = [
            {
                "name": name,
                "label": self._facet_label(kind, name),
                "count": len(entries),
                "share": _("{share} %", share=_.number(100 * len(entries) / total)),
                "url": self.url(kind, self._facet_slugs(kind)[name]),
            }
            for name, entries in groups.items()
        ]
        return sorted(rows, key=lambda row: (-row["count"], row["label"]))

    def _facet_slugs(self, kind: str) -> dict[str, str]:
        return self.index.licence_slugs if kind == "licences" else self.index.language_slugs

    def _facet_label(self, kind: str, name: str) -> str:
        if kind == "licences":
            return self.words.licence_label(name)[:MAX_NAME]
        return name[:MAX_NAME] or self.translate("Language unknown")

    def _owner_list(self) -> Iterator[Page]:
        owners = self.index.owners
        for slug, shown, pages in self.cut_pages("owners", "index", owners):
            rows = [self._owner_row(owner) for owner in shown]
            yield Page("owners", slug, "owners.html", {"rows": rows, "pages": pages, "total": len(owners)})

    def _owner_row(self, owner: OwnerEntry) -> dict[str, Any]:
        return {
            "name": cut(owner.name or owner.login, MAX_NAME),
            "login": cut(owner.login, MAX_NAME),
            "host": self.forge(owner.host),
            "url": self.owner_url(owner.host, owner.login),
            "description": cut(owner.description, MAX_SUMMARY),
            "count": owner.repositories_count,
            "organization": cut(owner.organization, MAX_NAME),
            "ministry": cut(owner.ministry, MAX_NAME),
            "vouched": owner.vouched,
        }

    def _ranked_list(self) -> Iterator[Page]:
        view = self.index.view
        for slug, shown, pages in self.cut_pages("to-open", "index", view.to_open):
            context = {
                "rows": [self.ranked_row(entry) for entry in shown],
                "pages": pages,
                "scatter": scatter(view.to_open[:MAX_MARKS]),
                "table": [self._table_line(entry) for entry in view.to_open[:MAX_MARKS]],
                "nothing_ranked": self.nothing_ranked(),
                "withheld": self.withheld(),
            }
            yield Page("to-open", slug, "to_open.html", context)

    def _table_line(self, entry: RankedEntry) -> dict[str, Any]:
        scores = {"transparency": entry.transparency, "reusability": entry.reusability, "front": entry.front}
        name = cut(entry.name or entry.full_name, MAX_NAME)
        return scores | {"rank": entry.rank, "name": name, "url": self.ranked_url(entry)}

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
        decided = _("The administration decides which entries are published.")
        return f"{told} {decided}"

    def _row(self, key: str) -> dict[str, Any]:
        entry = self.index.by_key[key]
        updated = self.day(entry.updated_at[:10]) if entry.updated_at else ""
        licence = licence_name(entry)
        facts = (
            cut(entry.language, MAX_NAME),
            cut(self.words.licence_label(licence), MAX_NAME) if licence else "",
            self.translate("updated on {day}", day=updated) if updated else "",
        )
        return {
            "name": cut(entry.name or entry.full_name or entry.host, MAX_NAME),
            "owner": cut(entry.owner, MAX_NAME),
            "host": self.forge(entry.host),
            "url": self.repository_url(entry),
            "description": cut(entry.description, MAX_SUMMARY),
            "facts": [fact for fact in facts if fact],
            "flags": self.words.flags(entry),
            "updated": updated,
        }
