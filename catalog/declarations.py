# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files that administrations declare (YAML mappings, each with its JSON Schema), read for what they are worth.

What breaks the schema is a problem with its line and is left out: a value, or its whole record when the record can't
stand without it. The rest is read.
"""

import difflib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import jsonschema
from jsonschema.exceptions import ValidationError

from scanner import yamlfile
from scanner.errors import UsageError
from scanner.models import Problem
from scanner.resources import resource_dir

_NOTHING = ("", "~", "null", "Null", "NULL", None)

Position = tuple[str | int, ...]


class Declared(NamedTuple):
    """The records that were understood, the line of each, and what wasn't."""

    records: dict[str, Any]
    lines: dict[str, int]
    problems: list[Problem]
    readable: bool
    """Whether the file could be read at all: if not, it says nothing, not even that there is no record."""


def read_declared(path: Path, schema: str) -> Declared:
    """Read the YAML file at `path` against ``policies/schemas/SCHEMA.schema.json``; never raises for the file."""
    problems: list[Problem] = []
    try:
        if path.stat().st_size > yamlfile.MAX_BYTES:
            raise ValueError(f"the file is larger than {yamlfile.MAX_BYTES} bytes")
        document = yamlfile.load(path.read_bytes(), str(path), plain=True, on_repeat=_teller(problems, str(path)))
    except UsageError as error:
        return _unreadable(path, _line_of(error), str(error))
    except (OSError, ValueError) as error:
        return _unreadable(path, 0, f"the file can't be read: {getattr(error, 'strerror', None) or error}")
    data = _said(document.data)
    if data is None:
        return Declared({}, {}, problems, readable=True)
    if not isinstance(data, dict):
        return _unreadable(path, 1, "the file must be a mapping")
    errors = list(_errors(data, schema))
    problems += [Problem(file=str(path), line=document.line(*at), reason=reason) for at, reason in errors]
    records = _without(data, (), {at for at, _ in errors})
    return Declared(records, {key: document.line(key) for key in records}, problems, readable=True)


def _teller(problems: list[Problem], file: str) -> Callable[[str, int], None]:
    def tell(key: str, line: int) -> None:
        reason = f"{key!r} stands twice in the same mapping: only the first is read"
        problems.append(Problem(file=file, line=line, reason=reason))

    return tell


def _unreadable(path: Path, line: int, reason: str) -> Declared:
    return Declared({}, {}, [Problem(file=str(path), line=line, reason=f"{reason}: nothing of it is used")], False)


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


def _errors(data: dict[str, Any], schema: str) -> Iterator[tuple[Position, str]]:
    """Yield what to leave out (the place of a record, or of a value in it) and why."""
    path = resource_dir("policies") / "schemas" / f"{schema}.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    for error in validator.iter_errors(data):
        yield from _told(error)


def _told(error: ValidationError) -> Iterator[tuple[Position, str]]:
    place, schema = tuple(error.absolute_path), cast("dict[str, Any]", error.schema)
    what, value = str(schema.get("description", "")), cast("Any", error.instance)
    name = ".".join(str(part) for part in place)
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


def _unknown(record: dict[str, Any], known: list[str]) -> Iterator[tuple[str, str]]:
    for key in sorted(set(record) - set(known)):
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "known keys: " + ", ".join(known)
        yield key, f"unknown key {_shown(key)}: {hint}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:99] + "…"


def _without(value: Any, at: Position, bad: set[Position]) -> Any:  # noqa: ANN401 - any YAML
    if isinstance(value, dict):
        return {key: _without(each, (*at, key), bad) for key, each in value.items() if (*at, key) not in bad}
    if isinstance(value, list):
        return [_without(each, (*at, n), bad) for n, each in enumerate(value) if (*at, n) not in bad]
    return value
