# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who holds the same code, as `ouvrage clones` prints it. It names closed repositories: for internal use.

JSON and CSV are the same in all languages.
"""

from collections.abc import Iterator, Sequence

from catalog.clones import Holder, Lineage, independent_owners
from catalog.i18n import Translator
from catalog.listing.tables import csv_text, guard_formula
from catalog.reports.ranking import dump
from catalog.reports.text import plain

SCHEMA_VERSION = 1
_MOST_FILES = 3
"""Equal files that the text names; JSON has them all."""
_COLUMNS = ("unit", "repository", "owner", "visibility", "url", "path", "equal_files", "containment", "lineage")


def holders_text(found: Sequence[Holder], t: Translator) -> str:
    """Return what a reader needs: where it is public, how many own it apart, then the forks and copies."""
    return "".join(f"{line}\n" for line in _lines(found, t))


def holders_json(found: Sequence[Holder]) -> str:
    """Return the holders with the equal files, and the independent owners."""
    holders = [each.model_dump(mode="json") | {"independent": each.independent} for each in found]
    told = {"schema_version": SCHEMA_VERSION, "independent_owners": independent_owners(found), "holders": holders}
    return dump(told)


def holders_csv(found: Sequence[Holder]) -> str:
    """Return one row a holder; text that a spreadsheet would run is quoted."""
    rows = (each.model_dump(mode="json") for each in found)
    return csv_text(_COLUMNS, ({key: _guarded(row[key]) for key in _COLUMNS} for row in rows))


def _guarded(value: object) -> object:
    return guard_formula(value) if isinstance(value, str) else value


def _lines(found: Sequence[Holder], t: Translator) -> Iterator[str]:
    if not found:
        yield t("No other repository of the store holds this code.")
        return
    apart = [each for each in found if each.independent]
    kin = [each for each in found if not each.independent]
    if apart:
        owners = independent_owners(apart)
        yield t.ngettext("Held by {n} owner, independently:", "Held by {n} owners, independently:", len(owners))
        yield from (line for each in apart for line in _holder(each, t))
    if kin:
        yield t("The same work under other names (no new need):")
        yield from (line for each in kin for line in _holder(each, t))


def _holder(each: Holder, t: Translator) -> Iterator[str]:
    where = plain(f"{each.repository}/{each.path}".rstrip("/"))
    share = t.number(round(each.containment * 100))
    told = (
        t("the same code is public at {where} ({share} % of its text)", where=where, share=share)
        if each.public
        else t("the same code is at {where}, closed ({share} % of its text)", where=where, share=share)
    )
    yield f"  {told}{_kinship(each, t)}"
    for here, there in each.files[:_MOST_FILES]:
        yield "    " + t("equal file: {here} = {there}", here=plain(here), there=plain(there))
    if each.equal_files > _MOST_FILES:
        yield "    " + t("{n} equal files in all", n=t.number(each.equal_files))


def _kinship(each: Holder, t: Translator) -> str:
    told = {
        Lineage.NONE: "",
        Lineage.FORK: t("a fork"),
        Lineage.COPY: t("a copy"),
        Lineage.DESCENDANT: t("a part taken out with its history"),
    }[each.lineage]
    return f" [{told}]" if told else ""
