# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The ranked list of closed code, which the note of 23 September 2021 asks to identify and publish.

A CSV for spreadsheets with its Table Schema, and a JSON with the evidence. For the public, entries carry their reasons
in words only: no rule, path, line, commit or blocker.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from catalog.labels import Labels, Reason
from catalog.listing.schemas import Field, Table, field
from catalog.listing.tables import Row
from catalog.made import Bundle
from catalog.view import Audience, RankedEntry, View

SCHEMA_VERSION = 1

_RANK = {"required": True, "minimum": 1}
_SCORE = {"required": True, "minimum": 0, "maximum": 100}
FIELDS: tuple[Field, ...] = (
    field("integer", "rank", "Rang", "Place dans l’ordre d’ouverture proposé, à partir de 1.", **_RANK),
    field("string", "repository", "Dépôt", "Forge et chemin du dépôt.", required=True),
    field("string", "name", "Nom", "Nom court du dépôt.", required=True),
    field("string", "owner", "Organisation", "Compte ou groupe qui détient le dépôt."),
    field("string", "visibility", "Visibilité", "Qui voit le dépôt aujourd’hui.", enum=["private", "internal"]),
    field("string", "purpose", "Finalité", "À quoi sert ce code, en français."),
    field("number", "transparency", "Transparence", "Enjeux de transparence de l’action publique.", **_SCORE),
    field("number", "reusability", "Réutilisation", "Briques génériques réutilisables.", **_SCORE),
    field("integer", "front", "Front", "1 : aucun autre dépôt n’est devant sur les deux critères.", minimum=1),
    field("string", "degree", "Degré", "Degré d’ouverture proposé : A contributif, B ouvert, C publié."),
    field("string", "reasons", "Raisons", "Ce qui fonde les deux notes, avec les points de chaque raison."),
    field("string", "blockers", "Points bloquants", "Ce qui est à régler avant l’ouverture."),
    field("date", "secrets_checked", "Historique contrôlé", "Date de la dernière lecture complète de l’historique."),
)
_PLURAL = 2
"""French has the plural from here on: 1,9 point."""
INTERNAL_FIELDS = frozenset({"blockers"})
_ROW = "Codes sources fermés, dans l’ordre d’ouverture proposé."
TABLE = Table("to-open", "Codes sources à ouvrir", _ROW, FIELDS, ("rank",))


def contents(view: View, labels: Labels) -> Iterable[Bundle]:
    """Yield the files in one bundle."""
    made_from = (view.audience, view.date, view.withheld, view.to_open, labels.priorities)
    yield Bundle("to-open", made_from, partial(files, view, labels))


def files(view: View, labels: Labels) -> Iterable[tuple[str, str]]:
    """Return `to-open.csv`, `to-open.schema.json` and `to-open.json`, told in the language of `labels`."""
    fields = tuple(each for each in FIELDS if _is_internal(view) or each["name"] not in INTERNAL_FIELDS)
    rows = [csv_row(entry, labels) for entry in view.to_open]
    return TABLE._replace(fields=fields).files(rows, json_list(view, labels))


def csv_row(entry: RankedEntry, labels: Labels) -> Row:
    """Return one entry as flat cells: reasons and blockers become sentences."""
    shown = entry.model_dump(mode="json", include={"rank", "name", "owner", "visibility", "purpose", "front", "degree"})
    return shown | {
        "repository": repository_name(entry),
        "transparency": round(entry.transparency, 1),
        "reusability": round(entry.reusability, 1),
        "reasons": " ; ".join(_told(reason) for reason in labels.reasons(entry.points)),
        "blockers": " ; ".join(labels.blocker(name).title for name in entry.blockers),
        "secrets_checked": entry.secrets_checked[:10],
    }


def json_list(view: View, labels: Labels) -> dict[str, Any]:
    """Return the whole list with its date and the number of closed repositories that it leaves out."""
    return {
        "schema_version": SCHEMA_VERSION,
        "audience": view.audience.value,
        "date": view.date,
        "withheld": view.withheld,
        "entries": [json_entry(entry, labels, _is_internal(view)) for entry in view.to_open],
    }


def json_entry(entry: RankedEntry, labels: Labels, internal: bool) -> Row:
    """Return one entry with its evidence (internal), or with its reasons in words (public)."""
    row = csv_row(entry, labels) | {"purpose_en": entry.purpose_en}
    row["reasons"] = [_reason(reason) for reason in labels.reasons(entry.points)]
    del row["blockers"]
    if not internal:
        return row
    evidence = [point.model_dump(exclude={"message"}) for point in entry.points]
    return row | {"blockers": list(entry.blockers), "evidence": evidence}


def repository_name(entry: RankedEntry) -> str:
    """Return `host/owner/name`, which names a repository without doubt."""
    return f"{entry.host}/{entry.full_name}"


def _told(reason: Reason) -> str:
    points = round(reason.points, 1)
    number = f"{points:.1f}".replace(".", ",") if points else "moins de 0,1"
    return f"{reason.title} ({number} {'points' if points >= _PLURAL else 'point'})"


def _reason(reason: Reason) -> Row:
    return {"axis": reason.axis, "title": reason.title, "points": round(reason.points, 1) or round(reason.points, 3)}


def _is_internal(view: View) -> bool:
    return view.audience is Audience.INTERNAL
