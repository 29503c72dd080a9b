# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Policies: what is decided, as YAML with a JSON Schema each; an administration's folder wins file by file."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner import yamlfile
from scanner.errors import UsageError
from scanner.nearest import mend
from scanner.resources import resource_dir

if TYPE_CHECKING:
    import jsonschema

_MAX_SHOWN = 300
"""Characters of what a policy holds that a message repeats."""
_KEPT = 64
"""Policies that are kept parsed."""


class Policy:
    """One policy file, validated: `data` and a `digest` that changes with it."""

    def __init__(self, name: str, data: dict[str, Any], path: Path) -> None:
        self.name = name
        self.data = data
        self.path = path
        canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
        self.digest = hashlib.sha256(canonical.encode()).hexdigest()[:12]


def load_policy(name: str, override: Path | None = None) -> Policy:
    """Load ``policies/NAME.yml``, the administration's own if `override` (a folder) has one, else the shipped one.

    A file that hasn't changed is parsed once: the same `Policy` comes back, whose `data` nobody may change.

    Raises:
        UsageError: the file breaks its schema; names file, line, key and the nearest valid key.
    """
    shipped = resource_dir("policies")
    own = override / f"{name}.yml" if override else None
    path = own if own and own.is_file() else shipped / f"{name}.yml"
    return _read(name, path, yamlfile.read_file(path))


@lru_cache(_KEPT)
def _read(name: str, path: Path, content: bytes) -> Policy:
    schema = resource_dir("policies") / "schemas" / f"{name}.schema.json"
    document = yamlfile.load(content, str(path))
    validate(document, json.loads(schema.read_text(encoding="utf-8")))
    return Policy(name, document.data, path)


@contextmanager
def compiling(policy: Policy) -> Iterator[None]:
    """Raise `UsageError`, with the policy's path, for a pattern that the block finds to be no regular expression."""
    try:
        yield
    except re.error as error:
        raise UsageError(
            "{pattern} isn't a regular expression: {reason}",
            source=str(policy.path),
            pattern=repr(error.pattern),
            reason=error.msg,
        ) from error


def validate(document: yamlfile.Document, schema: dict[str, Any]) -> None:
    """Check a document against a JSON Schema (2020-12); raises `UsageError` on the first error, with its line."""
    import jsonschema  # slow to load

    validator = jsonschema.Draft202012Validator(schema)
    error = jsonschema.exceptions.best_match(validator.iter_errors(document.data))
    if error is not None:
        raise _told(document, error)


def _told(document: yamlfile.Document, error: "jsonschema.ValidationError") -> UsageError:
    rule: Any = error.validator_value
    schema: Any = error.schema
    given: Any = error.instance
    position = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(given, dict):
        known = list(schema.get("properties", {}))
        unknown = next((str(key) for key in given if key not in known), "")
        where = _where(document, *position, unknown)
        return UsageError("{where}: unknown key {key}", **where, **mend(unknown, known), key=_shown(repr(unknown)))
    where = _where(document, *position)
    if error.validator == "required":
        missing = next(key for key in rule if key not in given)
        return UsageError("{where}: the key {key} is missing", **where, key=repr(missing))
    if error.validator == "enum" and isinstance(given, str):
        near = mend(given, map(str, rule))
        return UsageError("{where}: {value} isn't a word known here", **where, **near, value=_shown(repr(given)))
    return UsageError("{where}: {problem}", **where, problem=_shown(error.message))


def _where(document: yamlfile.Document, *position: str | int) -> dict[str, str]:
    where = ".".join(str(part) for part in position) or "the document"
    return {"source": f"{document.file}:{document.line(*position)}", "where": _shown(where)}


def _shown(text: str) -> str:
    """Return a text that holds what others wrote, without its middle where it is long."""
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN // 2]}…{text[-_MAX_SHOWN // 2 :]}"
