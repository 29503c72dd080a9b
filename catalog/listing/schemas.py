# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Table Schemas (specs.frictionlessdata.io/table-schema) of the CSV files, each beside its file as NAME.schema.json.

A `Table` of ours is written three ways: a CSV for spreadsheets, its schema, and a JSON that holds the same rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from catalog.listing.tables import Row, csv_lines, csv_rows, csv_text, guard_formula, json_text
from catalog.made import Joined, Text

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


class Table(NamedTuple):
    """One table of ours."""

    name: str
    """Of its files, without suffix."""
    title: str
    row: str
    """What a row is."""
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()

    def files(self, rows: Sequence[Row], document: object) -> Iterator[tuple[str, str]]:
        """Yield the CSV of `rows`, its text made harmless to spreadsheets, its schema, and the JSON."""
        yield f"{self.name}.csv", csv_text(names(self.fields), map(self._guarded, rows))
        yield f"{self.name}.schema.json", self._schema()
        yield f"{self.name}.json", json_text(document)

    def contents(
        self, things: Sequence[Any], row: Callable[[Any], Row], document: Row, made_from: tuple[object, ...] = ()
    ) -> Iterator[tuple[str, Text]]:
        """Yield the same files as lists, of which a row is made again only when its thing has changed.

        Args:
            things: models, or tuples of what can be keyed.
            row: a thing → its row.
            document: what the JSON says before the rows, which it holds under the name of the table.
            made_from: what all rows depend on.
        """
        header = names(self.fields)
        before = f'{json_text(document)[:-2]},"{self.name}":['
        line = partial(self._line, header, row)
        yield f"{self.name}.csv", Joined(things, line, csv_lines([header]), "", "", made_from)
        yield f"{self.name}.schema.json", self._schema()
        yield f"{self.name}.json", Joined(things, partial(_json, row), before, ",", "]}\n", made_from)

    def _line(self, header: Sequence[str], row: Callable[[Any], Row], thing: object) -> str:
        return csv_rows(header, [self._guarded(row(thing))])

    def _guarded(self, row: Row) -> Row:
        texts = {each["name"] for each in self.fields if each["type"] == "string"}
        return {key: guard_formula(cell) if key in texts else cell for key, cell in row.items()}

    def _schema(self) -> str:
        return json_text(table_schema(f"ouvrage-{self.name}", self.title, self.row, self.fields, key=self.key))


def _json(row: Callable[[Any], Row], thing: object) -> str:
    return json_text(row(thing)).rstrip("\n")
