# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The pages of one thing each: a repository, an owner, a closed repository to open."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from catalog.pages.index import licence_name, repository_key
from catalog.pages.page import MAX_NAME, MAX_TEXT, Page, cut, link
from catalog.view import OwnerEntry, RankedEntry, ReferentEntry, RepositoryEntry
from scanner.models import Visibility

if TYPE_CHECKING:
    from catalog.pages.edition import Edition

SWH = "https://archive.softwareheritage.org/browse/origin/?origin_url="
MAX_MODULES = 20
MAX_TOPICS = 50

Sheet = list[tuple[str, str]]


class Sheets:
    """The pages of things in one edition of the site."""

    def __init__(self, edition: "Edition") -> None:
        self.edition = edition
        self.index = edition.index
        self.translate = edition.translate
        self.words = edition.words
        self._ranked = {repository_key(entry): entry for entry in self.index.view.to_open}

    def pages(self) -> Iterator[Page]:
        """Yield the page of each repository, owner and ranked entry."""
        for entry in self.index.view.repositories:
            slug = self.index.repository_slugs[repository_key(entry)]
            yield Page("repositories", slug, "repository.html", self._repository(entry))
        for owner in self.index.owners:
            yield from self._owner(owner)
        for ranked in self.index.view.to_open:
            yield Page("to-open", self.index.ranked_slugs[repository_key(ranked)], "ranked.html", self._closed(ranked))

    # --- repositories ---

    def _repository(self, entry: RepositoryEntry) -> dict[str, Any]:
        ranked = self._ranked.get(repository_key(entry)) if self.index.internal else None
        return {
            "name": cut(entry.name or entry.full_name or entry.host, MAX_NAME),
            "repository": entry.model_copy(update={"description": cut(entry.description, MAX_TEXT)}),
            "flags": self.words.flags(entry),
            "owner_url": self.edition.owner_url(entry.host, entry.owner),
            "ranked_url": self.edition.ranked_url(ranked) if ranked else "",
            "sheet": self._repository_sheet(entry),
            "links": self._repository_links(entry),
            "licence": {"sentences": [], "sources": []} | self.words.licence(entry),
            "community": self.words.community(entry),
            "modules": self.words.modules(entry, MAX_MODULES),
            "axes": self.words.axes(entry.points) if entry.points and not ranked else [],
            "findings": self.words.findings(entry) if self.index.internal and not ranked else [],
            "archive": SWH + quote(entry.html_url, safe="") if self._is_archived(entry) else "",
            "json_ld": json_ld(entry),
        }

    def _is_archived(self, entry: RepositoryEntry) -> bool:
        return entry.visibility is Visibility.PUBLIC and bool(link(entry.html_url))

    def _repository_sheet(self, entry: RepositoryEntry) -> Sheet:
        _ = self.translate
        counts = ((_("Stars"), entry.stars), (_("Forks"), entry.forks), (_("Open issues"), entry.open_issues))
        lines = [
            (_("Owner"), cut(entry.owner, MAX_NAME)),
            (_("Ministry"), cut(entry.ministry, MAX_NAME)),
            (_("Forge"), self.edition.forge(entry.host)),
            (_("Visibility"), self.words.visibility(entry.visibility) if self.index.internal else ""),
            (_("Language"), cut(entry.language, MAX_NAME)),
            (_("Topics"), cut(", ".join(entry.topics[:MAX_TOPICS]), MAX_TEXT)),
            *((label, self.edition.number(count)) for label, count in counts if count is not None),
            (_("Created on"), self._day(entry.created_at)),
            (_("Last update"), self._day(entry.updated_at)),
            (_("Commit read"), entry.commit[:12]),
        ]
        return [(label, value) for label, value in lines if value]

    def _repository_links(self, entry: RepositoryEntry) -> Sheet:
        _ = self.translate
        return web_links((_("Source code"), entry.html_url), (_("Web site"), entry.homepage))

    def _day(self, text: str) -> str:
        return self.edition.day(text[:10]) if text else ""

    # --- owners ---

    def _owner(self, owner: OwnerEntry) -> Iterator[Page]:
        entries = self.index.repositories_of(owner)
        slug = self.index.owner_slugs[f"{owner.host}/{owner.login}"]
        for page, shown, pages in self.edition.cut_pages("owners", slug, entries):
            context = {
                "name": cut(owner.name or owner.login, MAX_NAME),
                "owner": owner.model_copy(update={"description": cut(owner.description, MAX_TEXT)}),
                "sheet": self._owner_sheet(owner),
                "links": self._owner_links(owner),
                "rows": [self.edition.row(repository_key(entry)) for entry in shown],
                "pages": pages,
                "total": len(entries),
            }
            yield Page("owners", page, "owner.html", context)

    def _owner_sheet(self, owner: OwnerEntry) -> Sheet:
        _ = self.translate
        lines = [
            (_("Account"), cut(owner.login, MAX_NAME)),
            (_("Forge"), self.edition.forge(owner.host)),
            (_("Administration"), cut(owner.organization, MAX_NAME)),
            (_("Ministry"), cut(owner.ministry, MAX_NAME)),
            (_("Attachment"), "" if owner.vouched else _("not confirmed: nobody vouches for this account")),
            (_("Vouched for by"), cut(", ".join(owner.vouched_by), MAX_TEXT)),
            (_("Code referent"), self._referent(owner.referent)),
            (_("Place"), cut(owner.location, MAX_NAME)),
            (_("Created on"), self._day(owner.created_at)),
        ]
        return [(label, value) for label, value in lines if value]

    def _referent(self, referent: ReferentEntry | None) -> str:
        if referent is None:
            return ""
        told = ", ".join(filter(None, (referent.name, referent.role)))
        return cut(f"{told} ({referent.email})" if referent.email else told, MAX_TEXT)

    def _owner_links(self, owner: OwnerEntry) -> Sheet:
        _ = self.translate
        return web_links(
            (_("On its forge"), owner.html_url),
            (_("Web site"), owner.website),
            (_("Open source policy"), owner.floss_policy),
            (_("Open source programme office"), owner.ospo_url),
            (_("Contact of the code referent"), owner.referent.url if owner.referent else ""),
        )

    # --- closed code ---

    def _closed(self, entry: RankedEntry) -> dict[str, Any]:
        row = self.edition.ranked_row(entry)
        repository = self.index.by_key.get(repository_key(entry)) if self.index.internal else None
        scores = {"transparency": entry.transparency, "reusability": entry.reusability}
        return {
            "name": row["name"],
            "entry": entry,
            "row": row,
            "purpose": row["purpose"],
            "sheet": self._closed_sheet(entry, repository.commit if repository else ""),
            "repository_url": self.edition.repository_url(repository) if repository else "",
            "axes": self.words.axes(entry.points, scores),
            "blockers": [self.words.labels.blocker(name) for name in entry.blockers],
            "findings": self.words.findings(repository) if repository else [],
            "modules": self.words.modules(repository, MAX_MODULES) if repository else [],
        }

    def _closed_sheet(self, entry: RankedEntry, commit: str) -> Sheet:
        _ = self.translate
        lines = [
            (_("Owner"), cut(entry.owner, MAX_NAME)),
            (_("Forge"), self.edition.forge(entry.host)),
            (_("Visibility"), self.words.visibility(entry.visibility) if self.index.internal else ""),
            (_("Proposed degree"), self.words.degree(entry.degree)),
            (_("History checked"), self.words.secrets_checked(entry)),
            (_("Commit read"), commit[:12]),
        ]
        return [(label, value) for label, value in lines if value]


def web_links(*links: tuple[str, str]) -> Sheet:
    """Return the links whose address can be shown."""
    return [(label, url) for label, url in links if link(url)]


def json_ld(entry: RepositoryEntry) -> dict[str, Any]:
    """Return a repository as schema.org's SoftwareSourceCode; what is unknown is left out."""
    licence = licence_name(entry)
    simple = bool(licence) and licence.replace("-", "").replace(".", "").isalnum() and entry.licence is not None
    known = {
        "name": cut(entry.name, MAX_NAME),
        "description": cut(entry.description, MAX_TEXT),
        "codeRepository": link(entry.html_url),
        "url": link(entry.homepage),
        "programmingLanguage": cut(entry.language, MAX_NAME),
        "license": f"https://spdx.org/licenses/{licence}" if simple else "",
        "keywords": [cut(topic, MAX_NAME) for topic in entry.topics[:MAX_TOPICS]],
        "dateCreated": entry.created_at,
        "dateModified": entry.updated_at,
    }
    kept = {key: value for key, value in known.items() if value}
    return {"@context": "https://schema.org", "@type": "SoftwareSourceCode"} | kept
