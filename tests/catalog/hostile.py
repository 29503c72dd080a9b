# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A view whose every text, to the last field of the last model, is what somebody who means harm may write."""

import types
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from catalog.algorithms import Sheet
from catalog.view import (
    Audience,
    CoverageEntry,
    ForgeEntry,
    NewsEntry,
    NewsKind,
    OpeningEntry,
    OspoEntry,
    OwnerEntry,
    RankedEntry,
    RepositoryEntry,
    View,
)
from scanner.models import Visibility
from tests.catalog.views import view

TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '" autofocus onfocus="alert(3)" x="',
    "' onmouseover='alert(4)",
    "javascript:alert(5)",
    "data:text/html,<script>alert(6)</script>",
    'https://mal.example/" onclick="alert(7)',
    "=cmd|' /C calc'!A0",
    '+HYPERLINK("https://mal.example")',
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "../../../../etc/passwd",
    "..\\..\\windows\\system32",
    "/etc/passwd",
    "con",
    "page.html/index",
    "nul\x00\x07\x1b[31mrouge\x9f",
    "\u202egnp.exe\u2066\u2067\u200f",
    "seul \ud800 ou \udfff",
    "\ufffe\uffff\ufdd0",
    "fin ]]> --> </title></style></textarea></noscript>",
    "</script><script>alert(8)</script>",
    "{{ 7*7 }} {% raw %} ${7*7} %(name)s {name} $slug$",
    "%0d%0aSet-Cookie: a=b%00",
    "deux\nlignes\u2028\u2029\x85",
    "e\u0301" * 50,
    "É",
    "é",
    "e",
    "E",
    "longue " * 1_500,
    "x" * 10_000,
    " ",
)
OURS: dict[str, Any] = {
    "degree": "B",
    "agreement": "agree",
    "axis": "transparency",
    "outcome": "complete",
    "lineage": "copy",
    "severity": "error",
    "visibility": Visibility.PUBLIC,
    "quarter": "2026-T1",
    "effective_quarter": "2026-T2",
    "rank": 1,
    "front": 1,
    "gone": False,
    "fork": False,
    "template": False,
}
"""Fields that are ours whatever others write, and their values here."""
DAYS = frozenset(
    {"at", "scanned_at", "finished_at", "published_at", "opened_on", "announced_on", "effective_on", "secrets_checked"}
    | {"exempted_until", "declared_open_on"}
)
"""Times that our own clock gives."""


def filled(model: type[BaseModel], text: str, /, **given: object) -> Any:  # noqa: ANN401 - of that kind
    """Return a model whose every text is `text`, unchecked, as a bug or a new field might let it in."""
    names = {name: field.annotation for name, field in model.model_fields.items() if name not in given}
    values = {name: OURS[name] if name in OURS else _value(name, told, text) for name, told in names.items()}
    return model.model_construct(**values | given)


def _value(name: str, told: Any, text: str) -> Any:  # noqa: ANN401 - an annotation
    if name in DAYS:
        return "2026-01-02"
    parts = [part for part in get_args(told) if part not in (type(None), ...)]
    origin = get_origin(told)
    if origin in (Union, types.UnionType):
        return _value(name, parts[0], text)
    if origin is tuple:
        return tuple(_value(name, part, text) for part in parts)
    if origin is dict:
        return {_plain(str, text): _value(name, parts[1], text)}
    return _plain(told, text)


def _plain(told: Any, text: str) -> Any:  # noqa: ANN401 - an annotation
    if told is Any:
        return text
    if told is str:
        return text.encode("utf-8", "replace").decode()  # a model takes no lone surrogate
    if told in (bool, int, float):
        return told(3)
    if isinstance(told, type) and issubclass(told, BaseModel):
        return filled(told, text)
    return next(iter(told)) if hasattr(told, "__members__") else None


def _twice(text: str) -> str:
    return f"{_plain(str, text)}/{_plain(str, text)}"


def worst_view(audience: Audience) -> View:
    """Return a view that holds, for each of `TEXTS`, one entry of each kind made of nothing else."""
    repositories = tuple(filled(RepositoryEntry, text, full_name=_twice(text)) for text in TEXTS)
    whole = {
        "forges": tuple(filled(ForgeEntry, text) for text in TEXTS),
        "owners": tuple(filled(OwnerEntry, text, repositories_count=1) for text in TEXTS),
        "repositories": repositories,
        "to_open": tuple(
            filled(RankedEntry, text, rank=rank, full_name=_twice(text), visibility=Visibility.PRIVATE)
            for rank, text in enumerate(TEXTS, 1)
        ),
        "coverage": tuple(filled(CoverageEntry, text) for text in TEXTS),
        "ospos": tuple(filled(OspoEntry, text) for text in TEXTS),
        "algorithms": tuple(filled(Sheet, text) for text in TEXTS),
        "news": tuple(filled(NewsEntry, text, kind=kind) for text in TEXTS for kind in NewsKind),
        "openings": tuple(filled(OpeningEntry, text) for text in TEXTS),
    }
    return view(audience).model_copy(update=whole)
