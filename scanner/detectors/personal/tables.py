# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Data files that look like extracts of persons: CSV, SQL, JSON, YAML and XML with names, births, numbers, addresses.

Only a beginning of each table is judged (`MAX_ROWS`, `MAX_BYTES`): enough to say what it is, whatever its size.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from scanner.detectors.personal.columns import SENSITIVE, Columns, Tally, names_persons, tally
from scanner.detectors.personal.hits import Hit, Text
from scanner.models import Confidence

MAX_ROWS = 300
MAX_BYTES = 300_000
MAX_TABLES = 20
"""Tables judged in one SQL file."""
_ENOUGH = 10
"""Rows from which a table isn't an example of a few lines."""
_LEAST = 2
_HINTS = (b"prenom", b"pr\xc3\xa9nom", b"firstname", b"first_name", b"givenname", b"naissance", b"birth", b"fullname")
_DELIMITERS = (";", ",", "\t", "|")
_INSERT = re.compile(
    rb"(?:INSERT(?:[ ]IGNORE)?\s{1,8}INTO\s{1,8}[\w.\"`\[\]]{1,120}\s{0,8}\(([^()]{3,4000})\)\s{0,8}VALUES"
    rb"|\bCOPY\s{1,8}[\w.\"]{1,120}\s{0,8}\(([^()]{3,4000})\)\s{1,8}FROM\s{1,8}stdin;)",
    re.IGNORECASE,
)
_TUPLE = re.compile(r"\(((?:'(?:[^'\\]|''|\\.){0,500}'|[^()']){1,400})\)")
_MEMBER = re.compile(r'"([^\W\d][\w -]{1,40})"\s{0,8}:\s{0,8}(?:"([^"\n]{1,120})"|(\d{5,15}))')
_MAPPING = re.compile(
    r"""(?:^|[{,])[ \t]{0,40}(?:-[ ]{1,4})?["']?([^\W\d][\w -]{1,40})["']?[ ]{0,2}:[ ]{1,8}"""
    r"""(?:"([^"\n]{1,120})"|'([^'\n]{1,120})'|([^\s"'\[\]{}<>,&*!|>][^\n"'\[\]{}<>,#]{0,80}))""",
    re.MULTILINE,
)
_ELEMENT = re.compile(r"<(?:\w{1,20}:)?(\w{2,40})(?:\s[^<>]{0,80})?>([^<>\n]{1,120})</")


class Tables:
    """Recognises tables of persons in a file of one form: csv, sql, json, yaml or xml."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._readers: dict[str, Callable[[bytes], Iterator[Hit]]] = {
            "csv": self._csv,
            "sql": self._sql,
            "json": lambda text: self._keyed(text, "json", _MEMBER),
            "yaml": lambda text: self._keyed(text, "yaml", _MAPPING),
            "xml": lambda text: self._keyed(text, "xml", _ELEMENT),
        }

    def find(self, text: Text, form: str) -> Iterator[Hit]:
        """Yield one hit a table; `data` is {form, columns, rows, personal_rows}: groups of columns, and counts."""
        reader = self._readers.get(form)
        if reader and (form == "csv" or any(hint in text.lower for hint in _HINTS)):
            yield from reader(text.raw)

    def _csv(self, text: bytes) -> Iterator[Hit]:
        sample = text[:MAX_BYTES].decode("utf-8", errors="replace").lstrip("\ufeff")
        header = sample.split("\n", 1)[0]
        delimiter = max(_DELIMITERS, key=header.count)
        if not header.count(delimiter) or len(header) > MAX_BYTES // 10:
            return
        rows = _rows(sample.splitlines(), delimiter, '"')
        groups = self._columns.groups(next(rows, []))
        if names_persons(groups):
            found = tally(self._columns, groups, islice(rows, MAX_ROWS))
            yield from self._hit("csv", 0, len(header.encode()), found, sample, text.count(b"\n"))

    def _sql(self, text: bytes) -> Iterator[Hit]:
        for match in islice(_INSERT.finditer(text), MAX_TABLES * 50):
            columns = (match[1] or match[2]).decode("utf-8", errors="replace")
            groups = self._columns.groups(column.strip(' \t\r\n"`[]') for column in columns.split(","))
            if not names_persons(groups):
                continue
            sample = text[match.end() : match.end() + MAX_BYTES // 10].decode("utf-8", errors="replace")
            rows = _copied(sample) if match[2] else _values(sample)
            found = tally(self._columns, groups, islice(rows, MAX_ROWS))
            yield from self._hit("sql", match.start(), match.end(), found, sample, found.rows)

    def _keyed(self, text: bytes, form: str, pattern: re.Pattern[str]) -> Iterator[Hit]:
        """Gather the values of each key: a record is a name with what follows it up to the next name."""
        sample = text[:MAX_BYTES].decode("utf-8", errors="replace")
        records: list[dict[str, str]] = [{}]
        first = None
        for match in pattern.finditer(sample):
            group = self._columns.group(match[1])
            if group is None:
                continue
            if group in records[-1]:
                records.append({})
                if len(records) > MAX_ROWS:
                    break
            first = match.start() if first is None else first
            records[-1][group] = next((value for value in match.groups()[1:] if value), "")
        if first is None:
            return
        groups = sorted({group for record in records for group in record})
        persons = [record for record in records if names_persons(record)]
        if persons:
            found = tally(self._columns, groups, ([record.get(group, "") for group in groups] for record in persons))
            start = len(sample[:first].encode())
            yield from self._hit(form, start, start, found, sample[first:], found.rows)

    def _hit(self, form: str, start: int, end: int, found: Tally, sample: str, rows: int) -> Iterator[Hit]:
        if confidence := _confidence(found, form):
            data = {"form": form, "columns": list(found.groups), "rows": rows, "personal_rows": found.personal}
            yield Hit("personal-table", start, end, sample[:2_000], confidence, data)


def _confidence(found: Tally, form: str) -> Confidence | None:
    """Say how sure a table is about real persons.

    A header alone is a model to fill in; names of which nearly none is a frequent given name were made by a program.
    """
    if form != "csv" and found.named < _LEAST:
        return None
    if found.named < _LEAST or found.known * 5 < found.named:
        return Confidence.LOW
    if not set(found.groups).intersection(SENSITIVE) or found.personal * 2 < found.named:
        return Confidence.MEDIUM if found.named >= _ENOUGH else Confidence.LOW
    return Confidence.HIGH if found.personal >= _ENOUGH else Confidence.MEDIUM


def _rows(lines: Sequence[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True)
    except csv.Error:
        return


def _values(sample: str) -> Iterator[list[str]]:
    for match in _TUPLE.finditer(sample.split(";\n", 1)[0]):
        yield from _rows([match[1].replace("\n", " ")], ",", "'")


def _copied(sample: str) -> Iterator[list[str]]:
    for line in sample.split("\n")[1:]:
        if line.startswith("\\."):
            return
        yield line.split("\t")
