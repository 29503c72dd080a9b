# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who a component is, by its own manifest: name, version, licence. Manifests are parsed as data, never run."""

import json
import re
from collections.abc import Callable
from email.parser import HeaderParser
from typing import Any, NamedTuple

from scanner.detectors.licenses import expressions, manifests, names
from scanner.tomlfile import parse_toml

MAX_BYTES = 5_000_000
MAX_PACKAGES = 2_000
NONE_GRANTED = manifests.NONE_GRANTED
_CLASSIFIER = "License :: "
_UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, RecursionError, MemoryError)


class Package(NamedTuple):
    """A component as its manifest tells it; "" where it doesn't."""

    name: str
    version: str
    licence: str
    """SPDX expression, or `NONE_GRANTED`."""
    written: str
    """The licence as written."""
    line: int = 0
    """Of the licence."""
    private: bool = False
    """npm's `private`: not to be published on the registry, which says nothing of rights by itself."""


def read_packages(kind: str, data: bytes) -> list[Package]:
    """Return what a manifest of a kind (see `paths`) tells: one package, or those that a package manager installed."""
    if len(data) > MAX_BYTES:
        return []
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        return _READERS.get(kind, _other)(kind, text)[:MAX_PACKAGES]
    except _UNREADABLE:
        return []  # not what its name says


def read_annotations(data: bytes) -> list[str]:
    """Return the path patterns that a REUSE.toml annotates (REUSE specification 3.3)."""
    try:
        rows = parse_toml(data.decode("utf-8", "replace")).get("annotations", [])
        told = [path for row in rows for path in ([row["path"]] if isinstance(row["path"], str) else row["path"])]
    except _UNREADABLE:
        return []
    return [path for path in told if isinstance(path, str)][:MAX_PACKAGES]


def _json(kind: str, text: str) -> list[Package]:
    document = json.loads(text)
    declared = manifests.declared("npm" if kind == "bower" else kind, text.encode())
    return [
        Package(
            _text(document.get("name")),
            _text(document.get("version") or document.get("_release")),
            declared.expression if declared else "",
            declared.written if declared else "",
            declared.line if declared else 0,
            document.get("private") is True,
        )
    ]


def _installed(kind: str, text: str) -> list[Package]:  # noqa: ARG001
    """Read Composer's vendor/composer/installed.json; several licences are a choice."""
    document = json.loads(text)
    rows = document["packages"] if isinstance(document, dict) else document
    return [_of_composer(row) for row in rows]


def _of_composer(row: dict[str, Any]) -> Package:
    written = row.get("license") or []
    several = [written] if isinstance(written, str) else written
    licence = expressions.join("OR", (names.expression_of(one) for one in several))
    return Package(_text(row.get("name")), _text(row.get("version")), licence, ", ".join(several))


def _metadata(kind: str, text: str) -> list[Package]:  # noqa: ARG001
    """Read Python's METADATA or PKG-INFO (core metadata specification)."""
    header = HeaderParser().parsestr(text)
    classifiers = [
        row.rpartition(" :: ")[2] for row in header.get_all("Classifier", []) if str(row).startswith(_CLASSIFIER)
    ]
    written = [_text(header.get("License-Expression")), _text(header.get("License")), *classifiers]
    licence = next((found for one in written if (found := names.expression_of(one))), "")
    told = next((one for one in written if one and one.upper() != "UNKNOWN"), "")
    return [Package(_text(header.get("Name")), _text(header.get("Version")), licence, told[:200])]


def _modules(kind: str, text: str) -> list[Package]:  # noqa: ARG001
    """Read Go's vendor/modules.txt."""
    return [Package(name, version, "", "") for name, version in re.findall(r"^# (\S+) (v\S+)", text, re.MULTILINE)]


def _other(kind: str, text: str) -> list[Package]:
    declared = manifests.declared(kind, text.encode())
    if declared is None:
        return []
    return [Package("", "", declared.expression, declared.written, declared.line)]


def _text(value: object) -> str:
    return " ".join(value.split())[:200] if isinstance(value, str) else ""


_READERS: dict[str, Callable[[str, str], list[Package]]] = {
    "npm": _json,
    "bower": _json,
    "composer": _json,
    "installed": _installed,
    "python": _metadata,
    "go": _modules,
}
