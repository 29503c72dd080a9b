# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Table Schemas (specs.frictionlessdata.io/table-schema) of the CSV files, each beside its file as NAME.schema.json."""

from collections.abc import Iterable, Sequence
from typing import Any

Field = dict[str, Any]

REQUIRED: dict[str, Any] = {"required": True}
COUNT: dict[str, Any] = {"required": True, "minimum": 0}


def field(kind: str, name: str, title: str, description: str, **constraints: object) -> Field:
    """Return one field: its type in the words of Table Schema, its name in the file, and what it says, in French.

    A type followed by a colon and a format (``string:uri``) carries both.
    """
    base, _, form = kind.partition(":")
    told = {"name": name, "type": base, "title": title, "description": description}
    told |= {"format": form} if form else {}
    return told | ({"constraints": constraints} if constraints else {})


def table_schema(
    name: str, title: str, description: str, fields: Sequence[Field], *, key: Sequence[str] = (), version: int = 1
) -> dict[str, Any]:
    """Return the Table Schema of a CSV.

    Args:
        name: a short name, made of lower-case letters and hyphens.
        title: in French, as `description`.
        description: what a row is.
        fields: in the order of the columns.
        key: the columns that tell rows apart, when some do.
        version: raised when columns change.
    """
    schema = {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": name,
        "title": title,
        "description": description,
        "version": f"{version}.0.0",
        "fields": list(fields),
    }
    return schema | ({"primaryKey": list(key)} if key else {}) | {"missingValues": [""]}


def names(fields: Iterable[Field]) -> list[str]:
    """Return the header of a CSV."""
    return [each["name"] for each in fields]
