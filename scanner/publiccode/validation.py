# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Validates a publiccode.yml: its bytes in, a document and its problems out."""

from scanner.publiccode.judging import judge
from scanner.publiccode.models import Problem, Severity, Validation
from scanner.publiccode.reading import Kind, Part, Unreadable, read
from scanner.publiccode.schema import DOCUMENT
from scanner.publiccode.telling import Spot, Telling
from scanner.publiccode.vocabularies import CURRENT, LATEST, VERSIONS

MAX_PROBLEMS = 200
_VERSION = "publiccodeYmlVersion"
_NEEDED_BY_TYPE = {"internal": "contacts", "community": "contacts", "contract": "contractors"}


def validate(data: bytes) -> Validation:
    """Judge a publiccode.yml by the rules of version 0.7, by which every 0.x document is read.

    Pure: opens no other file and reaches no address. Never raises: bytes that can't be read are one error.

    Args:
        data: the whole file; larger than `reading.MAX_BYTES`, it is not read.
    """
    told = Telling()
    try:
        root, repeats = read(data)
    except Unreadable as error:
        told.error(error.place, "", error.message, **error.fields)
        return Validation(problems=tuple(told.problems))
    for repeat in repeats:
        told.error(repeat.place, repeat.key, message="this key stands twice: only the first is read")
    _document(Spot(root, "", root.place), told)
    plain = root.plain()
    return Validation(
        document=plain if isinstance(plain, dict) else {},
        problems=_shown(told.problems),
        version=_version_of(root),
        files=tuple(told.files),
    )


def _shown(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return the problems in the order of the file; of too many, the errors first: a warning must not hide one."""
    kept = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)[:MAX_PROBLEMS]
    return tuple(sorted(kept, key=lambda problem: (problem.line, problem.column)))


def _version_of(root: Part) -> str:
    part = root.keys.get(_VERSION)
    return part.text if part and part.kind is Kind.TEXT and part.text in VERSIONS else ""


def _document(root: Spot, told: Telling) -> None:
    judge(root, DOCUMENT, told)
    if root.part.kind is not Kind.MAPPING:
        return
    if not root.lacks(_VERSION):
        _version(root.under(_VERSION), told)
    if "maintenance" in root.part.keys:
        _maintenance(root.under("maintenance"), told)
    if "IT" in root.part.keys and "it" in root.part.keys:
        told.error(root.where("it"), "it", message="there is a section IT already: keep one of the two")


def _version(spot: Spot, told: Telling) -> None:
    text = spot.part.text
    if spot.part.kind is Kind.NUMBER:
        told.error(spot.place, spot.key, message='this must be a text: put it between quotes, as in "0.7"')
    elif spot.part.kind is Kind.TEXT and text not in VERSIONS:
        told.error(
            spot.place,
            spot.key,
            message="there is no version {value}: the last one is {latest}",
            value=text,
            latest=LATEST,
        )
    elif spot.part.kind is Kind.TEXT and text not in CURRENT:
        told.warning(
            spot.place, spot.key, message="version {value} isn't the last one: {latest} is", value=text, latest=LATEST
        )


def _maintenance(spot: Spot, told: Telling) -> None:
    """Judge who maintains, by the type of the maintenance."""
    if spot.part.kind is not Kind.MAPPING or spot.lacks("type"):
        return
    kind = spot.part.keys["type"].text
    needed = _NEEDED_BY_TYPE.get(kind, "")
    if needed and (spot.lacks(needed) or spot.part.keys[needed].is_empty_list):
        told.error(
            spot.where(needed),
            spot.name_of(needed),
            message="the key {name} is mandatory when type is {type}",
            name=needed,
            type=kind,
        )
    if kind != "contract" and not spot.lacks("contractors"):
        told.error(
            spot.where("contractors"),
            spot.name_of("contractors"),
            message="contractors are told only when type is contract",
        )
