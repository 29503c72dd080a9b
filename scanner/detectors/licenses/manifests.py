# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licence that a manifest declares, with its line. Manifests are parsed as data: nothing of them is ever run.

Where an ecosystem says what several licences mean (Composer, CITATION.cff, npm's old list, RubyGems: a choice), they
are joined by OR; else by AND.
"""

import configparser
import json
from collections.abc import Iterable

from scanner import yamlfile
from scanner.detectors.licenses import manifests_python, manifests_text
from scanner.detectors.licenses.manifest_values import NONE_GRANTED, Declared, Reader, at, dig, value
from scanner.errors import OuvrageError
from scanner.tomlfile import parse_toml

__all__ = ["MAX_BYTES", "NONE_GRANTED", "Declared", "declared", "kinds"]

MAX_BYTES = 500_000
"""A larger manifest isn't parsed: it is generated, or hostile."""

_EVERYTHING = {"**", "*", "**/*"}
_UNREADABLE = (
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    configparser.Error,
    OuvrageError,
    RecursionError,
    MemoryError,
)


def declared(kind: str, data: bytes) -> Declared | None:
    """Return what a manifest of a kind (see `paths.kind_of`) declares; None when it declares nothing readable."""
    reader = _READERS.get(kind)
    if reader is None or len(data) > MAX_BYTES:
        return None
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        return reader(text)
    except _UNREADABLE:
        return None  # not what its name says; the file's own detections stand


def kinds() -> Iterable[str]:
    """Return the kinds of manifests that can be read."""
    return _READERS.keys()


def _json(*keys: str, operator: str = "OR") -> Reader:
    def read(text: str) -> Declared | None:
        document = json.loads(text)
        stated = next((document[key] for key in keys if document.get(key)), None)
        return at(value(stated, operator), text, rf'"(?:{"|".join(keys)})"\s*:')

    return read


def _yaml(*keys: str) -> Reader:
    def read(text: str) -> Declared | None:
        document = yamlfile.load(text, "manifest")
        found = value(dig(document.data, *keys))
        return found and found._replace(line=document.line(*keys))

    return read


def _cargo(text: str) -> Declared | None:
    document = parse_toml(text)
    stated = value(dig(document, "package", "license")) or value(dig(document, "workspace", "package", "license"))
    return at(stated, text, r"^\s*license\s*=")


def _reuse(text: str) -> Declared | None:
    """Read the annotation of ``REUSE.toml`` that covers every file (REUSE specification 3.3)."""
    annotations = parse_toml(text).get("annotations", [])
    for annotation in annotations:
        path = annotation.get("path")
        if _EVERYTHING & set(path if isinstance(path, list) else [path]):
            return at(value(annotation.get("SPDX-License-Identifier"), "AND"), text, r"^\s*SPDX-License-Identifier\s*=")
    return None


_READERS: dict[str, Reader] = {
    "bower": _json("license", "licenses"),
    "cabal": manifests_text.rest_of_line(r"^license\s*:"),
    "cargo": _cargo,
    "citation": _yaml("license"),
    "codemeta": _json("license", operator="AND"),
    "composer": _json("license"),
    "conda": manifests_text.rest_of_line(r"^\s+license\s*:"),
    "deno": _json("license"),
    "dep5": manifests_text.dep5,
    "docker": manifests_text.rest_of_line(r"\borg\.opencontainers\.image\.licenses\"?[ \t]*="),
    "dotnet": manifests_text.tag("PackageLicenseExpression", "license", "PackageLicenseUrl", "licenseUrl"),
    "gemspec": manifests_text.quoted_after(r"\.licenses?\s*=\s*(?=[\[\"'])"),
    "gradle": manifests_text.quoted_after(r"\blicen[cs]e\s*\{\s*name\s*(?:=|\.set\()?\s*(?=[\"'])"),
    "hpack": _yaml("license"),
    "maven": manifests_text.pom,
    "mix": manifests_text.quoted_after(r"\blicenses:\s*(?=\[)"),
    "npm": _json("license", "licenses"),
    "publiccode": _yaml("legal", "license"),
    "pubspec": _yaml("license"),
    "pyproject": manifests_python.pyproject,
    "r": manifests_text.description,
    "reuse": _reuse,
    "setup-cfg": manifests_python.setup_cfg,
    "setup-py": manifests_python.setup_py,
    "zenodo": _json("license"),
}
