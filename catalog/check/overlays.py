# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an organisation, or a repository in its `.ouvrage.yml`, writes over the shipped rules: read and understood."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple, NoReturn

from catalog.check.models import Rule, Severity
from catalog.check.rulebook import Exclusion
from catalog.check.rules import JUDGES
from catalog.check.side import Side
from catalog.check.surroundings import Surroundings
from scanner import yamlfile
from scanner.errors import UsageError
from scanner.nearest import mend, nearest
from scanner.policies import validate
from scanner.resources import resource_dir

MAX_BYTES = 1_000_000
_OF_DETECTORS = re.compile(r"(?:secret|personal|internal|licence|rights|community|publiccode)-[a-z0-9-]+")
_TYPO = 0.9
"""How near a rule's id a name is taken for it, misspelt (0 to 1)."""

Layer = Literal["organisation", "repository"]


class Written(NamedTuple):
    """A file of rules as it was written."""

    name: str
    """That errors and reports show."""
    content: bytes


class Change(NamedTuple):
    """What a layer says of one rule."""

    severity: Severity | None
    options: Mapping[str, Any]
    locked: bool | None
    line: int


class Overlay(NamedTuple):
    """All that a layer says."""

    name: str
    digest: str
    changes: Mapping[str, Change]
    exclusions: tuple[Exclusion, ...]
    of_a_change: bool | None
    longest: int | None


def read_overlay(written: Written, layer: Layer, rules: Mapping[str, Rule]) -> Overlay:
    """Read what a layer writes over `rules`.

    Raises:
        UsageError: it breaks its schema, names a rule or an option that there isn't, or gives an option a value of
            another type; says the file, line, key and the nearest valid one.
    """
    if len(written.content) > MAX_BYTES:
        raise UsageError("the file is larger than {limit} bytes", source=written.name, limit=MAX_BYTES)
    document = yamlfile.load(written.content, written.name)
    document.data = _as_meant(document.data)
    validate(document, _schema(layer))
    said = document.data
    return Overlay(
        name=written.name,
        digest=hashlib.sha256(written.content).hexdigest(),
        changes={rule: _change(document, rule, rules) for rule in said.get("rules") or {}},
        exclusions=tuple(_exclusions(document, layer, rules)),
        of_a_change={"accepted": True, "refused": False}.get(said.get("exclusions_of_a_change", "")),
        longest=said.get("longest_exclusion_days"),
    )


@cache
def _schema(layer: Layer) -> dict[str, Any]:
    path = resource_dir("policies") / "schemas" / "opening-overlay.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {"$defs": schema["$defs"], **schema["$defs"][layer]}


def _as_meant(data: Any, key: object = None) -> Any:  # noqa: ANN401 - YAML is any value
    """Return the same with days as text, quoted or not, and `severity: off` as that word: YAML 1.1 says it is false."""
    if isinstance(data, dict):
        return {str(name): _as_meant(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_as_meant(item) for item in data]
    if key == "severity" and data is False:
        return Severity.OFF.value
    return data.isoformat() if isinstance(data, date) else data


# --- rules ---


def _change(document: yamlfile.Document, name: str, rules: Mapping[str, Rule]) -> Change:
    if name not in rules:
        _unknown_rule(document, name, rules, "rules", name)
    said = document.data["rules"][name] or {}
    options = said.get("options") or {}
    for key, value in options.items():
        _check_option(document, rules[name], key, value)
    if options:
        _try(document, rules[name].model_copy(update={"options": {**rules[name].options, **options}}))
    severity = Severity(said["severity"]) if "severity" in said else None
    return Change(severity, options, said.get("locked"), document.line("rules", name))


def _check_option(document: yamlfile.Document, rule: Rule, key: str, value: object) -> None:
    position = ("rules", rule.id, "options", key)
    source = f"{document.file}:{document.line(*position)}"
    if key not in rule.options:
        near = mend(key, rule.options)
        raise UsageError("the rule {rule} has no option {key}", source=source, rule=rule.id, key=repr(key), **near)
    expected = rule.options[key]
    if _type(value) != _type(expected):
        raise UsageError(
            "{where}: {expected} is expected, not {given}",
            source=source,
            where=".".join(position),
            expected=_type(expected),
            given=_type(value),
        )


def _try(document: yamlfile.Document, rule: Rule) -> None:
    """Have the judge read its options, on nothing: a mistake is told before it is merged, not by each check after."""
    nothing = Side("", {}, None, (), (), Surroundings(), lambda _: None)
    try:
        for _ in JUDGES[rule.id](nothing, rule) if rule.id in JUDGES else ():
            pass
    except UsageError as error:
        source = f"{document.file}:{document.line('rules', rule.id, 'options')}"
        raise UsageError(error.message, source=source, mend=error.mend, **error.fields) from error


def _type(value: object) -> str:
    """Return how YAML calls the type of a value."""
    if isinstance(value, bool):
        return "boolean"
    names = {int: "number", float: "number", str: "string", list: "list", dict: "mapping"}
    return names.get(type(value), "null")


# --- exclusions ---


def _exclusions(document: yamlfile.Document, layer: Layer, rules: Mapping[str, Rule]) -> Iterator[Exclusion]:
    for at, said in enumerate(document.data.get("exclusions") or ()):
        _check_name(document, said["rule"], rules, at)
        yield Exclusion(
            rule=said["rule"],
            paths=tuple(said.get("paths", ())),
            fingerprint=said.get("fingerprint", ""),
            reason=" ".join(said["reason"].split()),
            until=_day(document, said["until"], at),
            file=document.file,
            line=document.line("exclusions", at),
            organisation=layer == "organisation",
        )


def _check_name(document: yamlfile.Document, name: str, rules: Mapping[str, Rule], at: int) -> None:
    """Refuse a name that is neither a rule, nor a glob, nor one that a detector may have."""
    if "*" in name or "?" in name or name in rules:
        return
    if nearest(name, rules, _TYPO) or not _OF_DETECTORS.fullmatch(name):
        _unknown_rule(document, name, rules, "exclusions", at, "rule")


def _day(document: yamlfile.Document, text: str, at: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        source = f"{document.file}:{document.line('exclusions', at, 'until')}"
        form = "write it YEAR-MONTH-DAY, such as 2027-06-30"
        raise UsageError("there is no day {day}", source=source, mend=form, day=text) from error


def _unknown_rule(document: yamlfile.Document, name: str, rules: Mapping[str, Rule], *position: str | int) -> NoReturn:
    source = f"{document.file}:{document.line(*position)}"
    raise UsageError("there is no rule {rule}", source=source, rule=repr(name), **mend(name, rules))
