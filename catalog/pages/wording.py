# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Entries told in sentences, in one language: licence verdicts, reasons of a rank, community files."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from catalog.i18n import Translator
from catalog.labels import Labels
from catalog.links import line_url
from catalog.pages.index import OTHER, licence_name
from catalog.pages.page import MAX_TEXT, cut, link
from catalog.priority_policy import AXES
from catalog.view import FindingGroup, LicenceEntry, PointEntry, RankedEntry, RepositoryEntry
from scanner.models import Visibility

MAX_PLACES = 15
"""Places shown under one reason or finding; the others are counted."""

MAX_REASONS = 2
"""Reasons that a sentence names for each axis."""


class Place(NamedTuple):
    """A file and line, with its address on the forge or ""."""

    text: str
    url: str = ""
    date: str = ""
    at_head: bool = False


class Wording:
    """What entries say in the language of `translate`."""

    def __init__(self, translate: Translator, labels: Labels) -> None:
        self.translate = translate
        self.labels = labels

    # --- repositories ---

    def flags(self, entry: RepositoryEntry) -> list[str]:
        """Return the words that set a repository apart."""
        _ = self.translate
        words = (
            (entry.visibility is not Visibility.PUBLIC, _("closed")),
            (entry.archived, _("archived")),
            (entry.fork, _("fork")),
            (entry.template, _("template")),
            (entry.gone, _("gone from its forge")),
        )
        return [word for true, word in words if true]

    def licence_label(self, name: str) -> str:
        """Return the name of a licence group for readers."""
        _ = self.translate
        return {"": _("No known licence"), OTHER: _("Licence not recognised")}.get(name, name)

    def licence(self, entry: RepositoryEntry) -> dict[str, Any]:
        """Return the licence section of a repository: name, verdict, sentences, and the files that say so."""
        _, declared = self.translate, entry.licence
        if declared is None:
            name = licence_name(entry)
            told = _("according to its forge; its files have not been read yet.")
            silent = _("Its forge names no licence, and its files have not been read yet.")
            return {"name": name and self.licence_label(name), "verdict": told if name else silent}
        sources = [self._source(entry, source) for source in declared.sources if source.get("path")]
        sentences = self._licence_sentences(declared)
        return {
            "name": cut(declared.expression, MAX_TEXT),
            "verdict": self._agreement(declared),
            "sentences": sentences,
            "sources": sources,
        }

    def _agreement(self, licence: LicenceEntry) -> str:
        _ = self.translate
        if not licence.expression:
            return _("No licence is declared: nobody knows on what terms this code may be reused.")
        return {
            "agree": _("declared by several files that agree."),
            "conflict": _("declared by files that disagree: one of them is to be corrected."),
        }.get(licence.agreement, _("declared by a single file."))

    def _licence_sentences(self, licence: LicenceEntry) -> list[str]:
        _ = self.translate
        if not licence.expression or (licence.legal and licence.agreement == "conflict"):
            return []
        if licence.legal:
            return [_("An administration may choose this licence (CRPA, article D323-2-1).")]
        return [
            _("This licence isn’t on the list of those that an administration may choose (CRPA, article D323-2-1).")
        ]

    def _source(self, entry: RepositoryEntry, source: Mapping[str, Any]) -> dict[str, Any]:
        _ = self.translate
        kinds = {
            "license-file": _("licence file"),
            "manifest": _("package manifest"),
            "readme": _("README"),
            "reuse": _("REUSE headers"),
        }
        kind, expression = str(source.get("kind", "")), str(source.get("expression", ""))
        place = self.place(entry, source)
        return place._asdict() | {"kind": kinds.get(kind, kind), "expression": expression}

    def community(self, entry: RepositoryEntry) -> list[dict[str, str]]:
        """Return the community files that matter, present or not, then the others that are there."""
        if not entry.scanned_at and not entry.community:
            return []
        _ = self.translate
        expected = {
            "readme": _("Presentation (README)"),
            "license": _("Licence"),
            "contributing": _("Contribution guide"),
            "changelog": _("Change log"),
            "security": _("Reporting of vulnerabilities"),
            "code-of-conduct": _("Code of conduct"),
            "publiccode": _("publiccode.yml"),
        }
        welcome = {
            "authors": _("Authors"),
            "citation": _("How to cite"),
            "codemeta": _("codemeta.json"),
            "governance": _("Governance"),
            "roadmap": _("Roadmap"),
            "support": _("Help and support"),
        }
        kinds = [*expected, *sorted(set(entry.community) - set(expected))]
        labels = expected | welcome
        return [
            {"label": labels.get(kind, kind)} | self.place(entry, {"path": entry.community.get(kind, "")})._asdict()
            for kind in kinds
        ]

    def findings(self, entry: RepositoryEntry) -> list[dict[str, Any]]:
        """Return the findings of the internal view, each with its first places."""
        return [self._finding(entry, group) for group in entry.findings]

    def _finding(self, entry: RepositoryEntry, group: FindingGroup) -> dict[str, Any]:
        shown = [self.place(entry, place) for place in group.places[:MAX_PLACES]]
        told = group.model_dump(include={"rule", "confidence", "message"})
        return told | {"places": shown, "more": max(0, len(group.places) - MAX_PLACES)}

    def place(self, entry: RepositoryEntry, at: Mapping[str, Any]) -> Place:
        """Return a place of a repository, linked to its forge at the commit that was read or named."""
        path, line = str(at.get("path") or ""), at.get("line") or 0
        line = line if isinstance(line, int) else 0
        commit = str(at.get("commit") or entry.commit)
        url = link(line_url(entry.platform, entry.html_url, commit, path, line))
        return Place(_line_text(path, line), url, str(at.get("date") or ""), bool(at.get("at_head")))

    # --- closed code ---

    def ranked_flags(self, entry: RankedEntry) -> list[str]:
        """Return what sets closed code apart from what is simply to open."""
        _ = self.translate
        said = {_("exempted"): entry.exempted_until, _("declared open"): entry.declared_open_on}
        return [flag for flag, day in said.items() if day]

    def rank_sentences(self, entry: RankedEntry) -> str:
        """Return why an entry has its rank, in a few sentences."""
        _ = self.translate
        if not entry.declared_open_on:
            return self._why_ranked(entry)
        told = (
            _("Its opening is declared done since {day}, in another repository.")
            if entry.declared_elsewhere
            else _("Its opening is declared done since {day}, yet this code is still closed.")
        )
        return f"{told.format(day=_.day(entry.declared_open_on))} {self._why_ranked(entry)}"

    def _why_ranked(self, entry: RankedEntry) -> str:
        _ = self.translate
        if entry.exempted_until:
            kept = _(
                "Kept closed until {day} by an exemption (CRPA, article {article}): listed apart, after the others."
            )
            day = _.day(entry.exempted_until)
            return " ".join([kept.format(day=day, article=entry.exempted_by), *self._axis_sentences(entry)])
        if not entry.points:
            return _("Nothing was detected on either criterion yet: this place says nothing of the stakes.")
        ahead = _("No other closed code is ahead of it on one criterion without being behind on the other.")
        behind = _(
            "Other closed code does at least as well on both criteria, and better on one (front no. {front}).",
            front=entry.front,
        )
        return " ".join([ahead if entry.front == 1 else behind, *self._axis_sentences(entry)])

    def _axis_sentences(self, entry: RankedEntry) -> Iterable[str]:
        _ = self.translate
        openings = {
            "transparency": _("What weighs for transparency: {reasons}."),
            "reusability": _("What weighs for reusability: {reasons}."),
        }
        for axis, opening in openings.items():
            reasons = [reason for reason in self.labels.reasons(entry.points) if reason.axis == axis][:MAX_REASONS]
            told = [
                _.ngettext("{title} (+{n} point)", "{title} (+{n} points)", round(r.points), title=in_sentence(r.title))
                for r in reasons
                if round(r.points)
            ]
            if told:
                yield opening.format(reasons=_(" and ").join(told))

    def degree(self, degree: str) -> str:
        """Return a degree of openness in words; "" for none."""
        title = self.labels.degree(degree)
        return f"{degree} – {title}" if title else degree

    def proposed_degree(self, degree: str) -> str:
        """Return the same, told as a proposal."""
        return self.translate("proposed degree: {degree}", degree=self.degree(degree)) if degree else ""

    def axes(self, points: Iterable[PointEntry], values: Mapping[str, float] | None = None) -> list[dict[str, Any]]:
        """Return the two criteria with the reasons that gave points; `values` are the scores, when there are any."""
        reasons = self.labels.reasons(points)
        short = {"transparency": self.translate("Transparency"), "reusability": self.translate("Reusability")}
        return [
            {
                "name": axis,
                "title": self.labels.axis(axis),
                "short": short[axis],
                "value": values[axis] if values else None,
                "reasons": [_reason(r.title, r.why, r.points, r.places) for r in reasons if r.axis == axis],
            }
            for axis in AXES
        ]

    def blockers(self, entry: RankedEntry) -> str:
        """Return what stands in the way in one sentence; "" when nothing is known to."""
        titles = [in_sentence(self.labels.blocker(name).title) for name in entry.blockers]
        return self.translate("To settle first: {blockers}.", blockers=", ".join(titles)) if titles else ""

    def secrets_checked(self, entry: RankedEntry) -> str:
        """Return when the whole history was last read."""
        _ = self.translate
        return _("on {day}", day=_.day(entry.secrets_checked)) if entry.secrets_checked else _("not yet")

    def visibility(self, visibility: Visibility) -> str:
        """Return who may see a repository."""
        _ = self.translate
        return {
            Visibility.PUBLIC: _("open to all"),
            Visibility.INTERNAL: _("open to the accounts of its forge"),
            Visibility.PRIVATE: _("closed"),
        }[visibility]


def _reason(title: str, why: str, points: float, places: tuple[PointEntry, ...]) -> dict[str, Any]:
    shown = [Place(_line_text(at.path, at.line), link(at.url)) for at in places[:MAX_PLACES]]
    more = max(0, len(places) - MAX_PLACES)
    return {"title": title, "why": why, "points": round(points), "places": shown, "more": more}


def _line_text(path: str, line: int) -> str:
    return f"{path}:{line}" if line else path


def in_sentence(title: str) -> str:
    """Return a title as a sentence holds it: its first letter loses its capital, unless it is an acronym's."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
