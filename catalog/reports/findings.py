# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Findings as `ouvrage findings` prints them: groups of places for people, one row a place as CSV or JSON.

JSON is the same in all languages; its shape is ``policies/schemas/output/findings.schema.json``.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from catalog.findings import Found, Listing, in_groups, of_repositories
from catalog.i18n import Translator
from catalog.listing.tables import csv_text, guard_formula
from catalog.reports.ranking import dump
from catalog.reports.text import plain
from catalog.reports.wording import place, word

SCHEMA_VERSION = 1
MAX_PLACES = 5
"""Files of a group that the text names; CSV and JSON have them all."""
_COLUMNS = tuple(name for name in Found._fields if name != "at_head")
_HEAD, _HISTORY = "head", "history"


def findings_text(listing: Listing, limit: int, t: Translator) -> str:
    """Return a listing for a reader: repositories, their groups, where each is; then what was left out.

    `limit` is the number of groups shown; 0 = all.
    """
    groups = in_groups(listing.found)
    shown = groups[:limit] if limit else groups
    lines: list[str] = []
    for name, of_one in of_repositories(shown):
        lines += [plain(name), "─" * len(plain(name))]
        for group in of_one:
            lines += _group(group, t)
        lines.append("")
    return "".join(f"{line}\n" for line in [*lines, *_ending(listing, groups, len(shown), t)])


def findings_csv(listing: Listing, limit: int) -> str:
    """Return one row a place; text that a spreadsheet would run is quoted. `limit` is the number of rows; 0 = all."""
    header = [*_COLUMNS[: _COLUMNS.index("commit")], "where", *_COLUMNS[_COLUMNS.index("commit") :]]
    return csv_text(header, (_guarded(as_json(item)) for item in _first(listing, limit)))


def findings_json(listing: Listing, limit: int) -> str:
    """Return the places with counts of what there is and of what was left out. `limit` as for CSV."""
    told = {
        "schema_version": SCHEMA_VERSION,
        "places": len(listing.found),
        "accepted_left_out": listing.accepted,
        "repositories_not_read_in_full": listing.unread,
        "findings": [as_json(item) for item in _first(listing, limit)],
    }
    return dump(told)


def as_json(item: Found) -> dict[str, Any]:
    """Return one place as JSON values."""
    row = item._asdict()
    row["where"] = _HEAD if row.pop("at_head") else _HISTORY
    return row


def left_out(listing: Listing, shown: int, total: int, t: Translator) -> list[str]:
    """Say what is in the store and not in the output, a sentence each."""
    told = []
    if shown < total:
        told.append(t("Shown: {shown} of {total} (--limit).", shown=t.number(shown), total=t.number(total)))
    if listing.accepted:
        told.append(
            t.ngettext(
                "{n} place that its repository accepts is not shown (--all shows it).",
                "{n} places that their repositories accept are not shown (--all shows them).",
                listing.accepted,
            )
        )
    if listing.unread:
        told.append(
            t.ngettext(
                "{n} repository was not read in full: `ouvrage status --repositories` says why.",
                "{n} repositories were not read in full: `ouvrage status --repositories` says why.",
                listing.unread,
            )
        )
    return told


def _first(listing: Listing, limit: int) -> Sequence[Found]:
    return listing.found[:limit] if limit else listing.found


def _guarded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: guard_formula(value) if isinstance(value, str) else value for key, value in row.items()}


def _group(group: Sequence[Found], t: Translator) -> Iterator[str]:
    first = group[0]
    marks = [first.rule, word(first.confidence, t), *([f"[{first.group}]"] if first.group else [])]
    yield f"{plain(t(first.message))} ({', '.join(marks)})"
    paths = _by_path(group)
    for versions in paths[:MAX_PLACES]:
        yield f"    {_place(versions, t)}"
    if len(paths) > MAX_PLACES:
        yield f"    {t.ngettext('and {n} other file', 'and {n} other files', len(paths) - MAX_PLACES)}"


def _by_path(group: Sequence[Found]) -> list[list[Found]]:
    """Gather the versions of each file, the current one first, then the newest."""
    paths: dict[str, list[Found]] = {}
    for item in sorted(group, key=lambda item: (item.at_head, item.date), reverse=True):
        paths.setdefault(item.path, []).append(item)
    return list(paths.values())


def _place(versions: Sequence[Found], t: Translator) -> str:
    """Tell where a thing is in one file: now, or where it last was; and since when."""
    last, first = versions[0], min(versions, key=lambda item: item.date)
    told = [place(last.path, last.line, t), t("in the current version") if last.at_head else t("only in the history")]
    if first.commit and first.group:
        told.append(t("since {day} ({commit})", day=t.day(first.date), commit=first.commit[:8]))
    if len(versions) > 1:
        told.append(t.ngettext("{n} version of the file", "{n} versions of the file", len(versions)))
    if last.accepted_by:
        told.append(t("accepted by {place}", place=plain(last.accepted_by)))
    if last.accepted_reason:
        told.append(plain(last.accepted_reason))
    return " · ".join(told)


def _ending(listing: Listing, groups: Sequence[list[Found]], shown: int, t: Translator) -> Iterator[str]:
    if not groups:
        yield t("The last scans found nothing of the kind.")
    else:
        things = t.ngettext("{n} thing to look at", "{n} things to look at", len(groups))
        places = t.ngettext("{n} place", "{n} places", len(listing.found))
        yield t("{things}, {places}.", things=things, places=places)
    yield from left_out(listing, shown, len(groups), t)
