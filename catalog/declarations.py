# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files that administrations declare (YAML mappings or lists, each with its JSON Schema), read for what they are worth.

What breaks the schema is a problem with its line and is left out: a value, or its whole record when the record can't
stand without it. The rest is read.
"""

import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from scanner import yamlfile
from scanner.errors import UsageError
from scanner.models import Problem
from scanner.nearest import hint
from scanner.resources import resource_dir

if TYPE_CHECKING:
    from jsonschema import ValidationError

_ENTRY = "this entry"
_NOTHING = ("", "~", "null", "Null", "NULL", None)

Position = tuple[str | int, ...]


class Declared(NamedTuple):
    """The records that were understood, the line of each, and what wasn't."""

    records: dict[str, Any]
    lines: dict[str, int]
    problems: list[Problem]
    readable: bool
    """Whether the file could be read at all: if not, it says nothing, not even that there is no record."""


class Record(NamedTuple):
    """One entry of a list, with the line of the entry and that of each of its keys."""

    values: dict[str, Any]
    line: int
    lines: dict[str, int]


class DeclaredList(NamedTuple):
    """The entries of a list that were understood, and what wasn't."""

    records: list[Record]
    problems: list[Problem]
    readable: bool


def read_declared(path: Path, schema: str) -> Declared:
    """Read the YAML mapping at `path` against ``policies/schemas/SCHEMA.schema.json``; never raises for the file."""
    read = _read(path)
    if isinstance(read, Problem):
        return Declared({}, {}, [read], readable=False)
    document, data, problems = read
    if data is None:
        return Declared({}, {}, problems, readable=True)
    if not isinstance(data, dict):
        return Declared({}, {}, [_unreadable(path, 1, "the file must be a mapping")], readable=False)
    bad = _unfit(document, data, schema, problems)
    records = _without(data, (), bad)
    return Declared(records, {key: document.line(key) for key in records}, problems, readable=True)


def read_declared_list(
    path: Path, schema: str, heads: Collection[str] = (), rename: Callable[[str, Any], tuple[str, Any]] | None = None
) -> DeclaredList:
    """Read the YAML list at `path` against ``policies/schemas/SCHEMA.schema.json``; never raises for the file.

    Args:
        path: the file.
        schema: name of the JSON Schema of the whole list.
        heads: keys under which the list may stand alone, so that what is declared elsewhere can be copied here.
        rename: returns the key and value of the schema for those that were written, in another language perhaps.
    """
    read = _read(path)
    if isinstance(read, Problem):
        return DeclaredList([], [read], readable=False)
    document, data, problems = read
    head = next((key for key in data if key in heads), "") if isinstance(data, dict) and len(data) == 1 else ""
    entries = data[head] if head else data
    if entries is None:
        return DeclaredList([], problems, readable=True)
    if not isinstance(entries, list):
        return DeclaredList([], [_unreadable(path, 1, "the file must be a list")], readable=False)
    at: Position = (head,) if head else ()
    entries = [_renamed(each, rename, document, (*at, n)) for n, each in enumerate(entries)]
    bad = _unfit(document, entries, schema, problems, at)
    records = [_record(document, each, (*at, n), bad) for n, each in enumerate(entries) if (n,) not in bad]
    return DeclaredList([each for each in records if not _lacks(each, path, schema, problems)], problems, True)


def _renamed(
    entry: Any,  # noqa: ANN401 - any YAML
    rename: Callable[[str, Any], tuple[str, Any]] | None,
    document: yamlfile.Document,
    at: Position,
) -> Any:  # noqa: ANN401 - any YAML
    """Return an entry with the keys of the schema, which keep the lines of those that were written."""
    if rename is None or not isinstance(entry, dict):
        return entry
    renamed: dict[str, Any] = {}
    for written, given in entry.items():
        key, value = rename(written, given)
        if renamed.setdefault(key, value) is value and key != written:
            document.same_line((*at, key), (*at, written))
    return renamed


def _record(document: yamlfile.Document, entry: dict[str, Any], at: Position, bad: set[Position]) -> Record:
    values = _without(entry, at[-1:], bad)
    return Record(values, document.line(*at), {key: document.line(*at, key) for key in values})


def _lacks(record: Record, path: Path, schema: str, problems: list[Problem]) -> bool:
    """Tell whether an entry lost, with what was unfit, something that it can't stand without."""
    missing = ", ".join(key for key in _schema(schema)["items"]["required"] if key not in record.values)
    if missing:
        reason = f"this entry is left out: its {missing} can't be used"
        problems.append(Problem(file=str(path), line=record.line, reason=reason))
    return bool(missing)


def _unfit(
    document: yamlfile.Document, data: object, schema: str, problems: list[Problem], at: Position = ()
) -> set[Position]:
    """Return the places of `data` that don't fit the schema; why goes to `problems`."""
    errors = list(_errors(data, schema))
    problems += [Problem(file=document.file, line=document.line(*at, *place), reason=why) for place, why in errors]
    return {place for place, _ in errors}


def _read(path: Path) -> tuple[yamlfile.Document, Any, list[Problem]] | Problem:
    problems: list[Problem] = []
    try:
        if path.stat().st_size > yamlfile.MAX_BYTES:
            raise ValueError(f"the file is larger than {yamlfile.MAX_BYTES} bytes")
        document = yamlfile.load(path.read_bytes(), str(path), plain=True, on_repeat=_teller(problems, str(path)))
    except UsageError as error:
        return _unreadable(path, _line_of(error), str(error))
    except (OSError, ValueError) as error:
        return _unreadable(path, 0, f"the file can't be read: {getattr(error, 'strerror', None) or error}")
    return document, _said(document.data), problems


def _teller(problems: list[Problem], file: str) -> Callable[[str, int], None]:
    def tell(key: str, line: int) -> None:
        reason = f"{key!r} stands twice in the same mapping: only the first is read"
        problems.append(Problem(file=file, line=line, reason=reason))

    return tell


def _unreadable(path: Path, line: int, reason: str) -> Problem:
    return Problem(file=str(path), line=line, reason=f"{reason}: nothing of it is used")


def _line_of(error: UsageError) -> int:
    line = error.source.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0


def _said(value: Any) -> Any:  # noqa: ANN401 - any YAML
    """Leave out keys that say nothing; a list keeps its places, so that they have their lines."""
    if isinstance(value, dict):
        return {key: _said(each) for key, each in value.items() if each not in _NOTHING}
    if isinstance(value, list):
        return [_said(each) for each in value]
    return None if value in _NOTHING else value


def _errors(data: object, schema: str) -> Iterator[tuple[Position, str]]:
    """Yield what to leave out (the place of a record, or of a value in it) and why."""
    import jsonschema  # slow to load, and most declare nothing

    validator = jsonschema.Draft202012Validator(_schema(schema), format_checker=jsonschema.FormatChecker(["date"]))
    for error in validator.iter_errors(data):
        yield from _told(error)


def _schema(name: str) -> dict[str, Any]:
    path = resource_dir("policies") / "schemas" / f"{name}.schema.json"
    return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))


def _told(error: "ValidationError") -> Iterator[tuple[Position, str]]:
    place, schema = tuple(error.absolute_path), cast("dict[str, Any]", error.schema)
    what, value = str(schema.get("description", "")), cast("Any", error.instance)
    name = ".".join(str(part) for part in _within(place)) or _ENTRY
    if "propertyNames" in error.absolute_schema_path:
        yield (str(value),), f"{_shown(value)} must be {what}"
    elif error.validator == "additionalProperties":
        yield from (((*place, key), reason) for key, reason in _unknown(value, list(schema["properties"])))
    elif error.validator == "anyOf":
        yield place, f"{name} is left out: it must have {what}"
    elif error.validator == "required":
        missing = ", ".join(key for key in schema["required"] if key not in value)
        yield place, f"{name} is left out: it doesn't say its {missing}"
    else:
        yield place, f"{name} must be {what}, not {_shown(value)}"


def _within(place: Position) -> Position:
    """Return a place without the number of the entry that holds it: its line tells which."""
    return place[1:] if place and isinstance(place[0], int) else place


def _unknown(record: dict[str, Any], known: list[str]) -> Iterator[tuple[str, str]]:
    for key in sorted(set(record) - set(known)):
        yield key, f"unknown key {_shown(key)}: {hint(key, known)}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:99] + "…"


def _without(value: Any, at: Position, bad: set[Position]) -> Any:  # noqa: ANN401 - any YAML
    if isinstance(value, dict):
        return {key: _without(each, (*at, key), bad) for key, each in value.items() if (*at, key) not in bad}
    if isinstance(value, list):
        return [_without(each, (*at, n), bad) for n, each in enumerate(value) if (*at, n) not in bad]
    return value
