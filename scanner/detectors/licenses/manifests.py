# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licence that a manifest declares, with its line. Manifests are parsed as data: nothing of them is ever run.

Where an ecosystem says what several licences mean (Composer, CITATION.cff, npm's old list, RubyGems: a choice), they
are joined by OR; else by AND.
"""

import ast
import configparser
import json
import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from scanner import yamlfile
from scanner.detectors.licenses import expressions, names
from scanner.errors import OuvrageError

MAX_BYTES = 500_000
"""A larger manifest isn't parsed: it is generated, or hostile."""

NONE_GRANTED = "LicenseRef-scancode-proprietary-license"
"""What npm's `UNLICENSED` and the like mean: no right is given."""

_NO_RIGHT = re.compile(
    r"unlicensed|propriet(?:ary|aire)|propriétaire|all rights reserved|tous droits réservés", re.IGNORECASE
)
_CLASSIFIER = "License :: "
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "European Union Public Licence 1.2 (EUPL 1.2)": "EUPL-1.2",
    "CEA CNRS Inria Logiciel Libre License, version 2.1 (CeCILL-2.1)": "CECILL-2.1",
    "CeCILL-B Free Software License Agreement (CECILL-B)": "CECILL-B",
    "CeCILL-C Free Software License Agreement (CECILL-C)": "CECILL-C",
    "Other/Proprietary License": NONE_GRANTED,
}

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


class Declared(NamedTuple):
    """A licence as a manifest states it: what was meant (SPDX, "" when not understood), as written, and its line."""

    expression: str
    written: str
    line: int


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


def _value(value: object, operator: str = "OR") -> Declared | None:
    """Make sense of a licence value: text, a list of values, or an object with a name, type, id or url."""
    if isinstance(value, str) and value.strip():
        return Declared(_meaning(value), value.strip()[:200], 0)
    if isinstance(value, dict):
        named = (value.get(key) for key in ("spdx", "type", "name", "text", "@id", "identifier", "url"))
        return next((read for part in named if isinstance(part, str) and (read := _value(part))), None)
    if isinstance(value, list):
        parts = [read for part in value[:20] if (read := _value(part, operator))]
        expression = expressions.join(operator, (part.expression for part in parts))
        return Declared(expression, ", ".join(part.written for part in parts)[:200], 0) if parts else None
    return None


def _meaning(value: str) -> str:
    value = re.sub(r"^https?://spdx\.org/licenses/([\w.+-]+?)(?:\.html|\.json)?/?$", r"\1", value.strip())
    if _NO_RIGHT.fullmatch(value):
        return NONE_GRANTED
    if value.upper().startswith(("SEE ", "FILE")):
        return ""
    return names.expression_of(value)


def _at(read: Declared | None, text: str, pattern: str) -> Declared | None:
    """Give a declaration its line: the best of those that match, one that holds what is written if there is one."""
    if read is None:
        return None
    key = re.compile(pattern)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if key.search(line)]
    holding = [number for number, line in lines if read.written.split(", ")[0][:60] in line]
    line = (holding or [number for number, _line in lines] or [1])[0]
    return read._replace(line=line)


def _json(*keys: str, operator: str = "OR") -> Callable[[str], Declared | None]:
    def read(text: str) -> Declared | None:
        document = json.loads(text)
        value = next((document[key] for key in keys if document.get(key)), None)
        return _at(_value(value, operator), text, rf'"(?:{"|".join(keys)})"\s*:')

    return read


def _dig(document: object, *keys: str) -> Any:  # noqa: ANN401
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _pyproject(text: str) -> Declared | None:
    document = tomllib.loads(text)
    value = _dig(document, "project", "license") or _dig(document, "tool", "poetry", "license")
    read = _at(_value(value), text, r"^\s*license\s*=|^\[project\.license\]")
    if read and read.expression:
        return read
    return _classifiers(_dig(document, "project", "classifiers"), text) or read


def _cargo(text: str) -> Declared | None:
    document = tomllib.loads(text)
    value = _dig(document, "package", "license") or _dig(document, "workspace", "package", "license")
    return _at(_value(value), text, r"^\s*license\s*=")


def _setup_cfg(text: str) -> Declared | None:
    config = configparser.RawConfigParser(strict=False)
    config.read_string(text)
    read = _at(_value(config.get("metadata", "license", fallback="")), text, r"^\s*license\s*[=:]")
    if read and read.expression:
        return read
    return _classifiers(config.get("metadata", "classifiers", fallback="").splitlines(), text) or read


def _setup_py(text: str) -> Declared | None:
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    words = {word.arg: word.value for call in calls if _called(call) == "setup" for word in call.keywords if word.arg}
    license_ = words.get("license")
    read = _value(license_.value) if isinstance(license_, ast.Constant) else None
    if read and read.expression and license_ is not None:
        return read._replace(line=license_.lineno)
    listed = words.get("classifiers")
    elements = listed.elts if isinstance(listed, ast.List | ast.Tuple) else []
    return _classifiers([element.value for element in elements if isinstance(element, ast.Constant)], text)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _classifiers(classifiers: object, text: str) -> Declared | None:
    """Read Python's trove classifiers; several licences there are a choice."""
    listed = classifiers if isinstance(classifiers, list) else []
    written = [str(one).strip().rpartition(" :: ")[2] for one in listed if str(one).strip().startswith(_CLASSIFIER)]
    meant = [_CLASSIFIERS.get(one) or _meaning(one) for one in written]
    expression = expressions.join("OR", meant)
    return _at(Declared(expression, written[0], 0), text, re.escape(_CLASSIFIER)) if expression else None


def _pom(text: str) -> Declared | None:
    """Read the project's own `<licenses>` by pattern: an XML parser would follow what a hostile file asks."""
    text = re.sub(r"<!--.*?-->", lambda comment: "\n" * comment.group().count("\n"), text, flags=re.DOTALL)
    block = re.search(r"<licenses>(.*?)</licenses>", text, re.DOTALL)
    if block is None:
        return None
    written = [name.strip() for name in re.findall(r"<name>([^<]{1,200})</name>", block.group(1))]
    read = _value(written, "AND")
    return read and read._replace(line=text.count("\n", 0, block.start()) + 1)


def _pattern(pattern: str) -> Callable[[str], Declared | None]:
    """Read the quoted words after the first place where a pattern matches (Ruby and Elixir manifests)."""
    place = re.compile(pattern, re.MULTILINE)

    def read(text: str) -> Declared | None:
        match = place.search(text)
        if match is None:
            return None
        after = re.split(r"\]|\n\n", text[match.end() : match.end() + 300], maxsplit=1)[0]
        words = re.findall(r"""["']([^"'\n]{1,100})["']""", after)
        several = after[:1] == "["
        read = _value(words if several else words[:1])
        return read and read._replace(line=text.count("\n", 0, match.end()) + 1)

    return read


def _description(text: str) -> Declared | None:
    """Read R's `License:` field (Writing R Extensions, 1.1.2): ``GPL (>= 3) | file LICENSE``."""
    match = re.search(r"^License:[ \t]*(.{1,300})$", text, re.MULTILINE)
    if match is None:
        return None
    parts = [re.sub(r"\+?\s*file LICEN[CS]E", "", part).strip() for part in match.group(1).split("|")]
    meant = [_meaning(re.sub(r"\(\s*>=\s*([\d.]+)\s*\)", r"\1 or later", part)) for part in parts]
    line = text.count("\n", 0, match.start()) + 1
    return Declared(expressions.join("OR", meant), match.group(1).strip()[:200], line)


def _yaml(*keys: str) -> Callable[[str], Declared | None]:
    def read(text: str) -> Declared | None:
        document = yamlfile.load(text, "manifest")
        found = _value(_dig(document.data, *keys))
        return found and found._replace(line=document.line(*keys))

    return read


_READERS: dict[str, Callable[[str], Declared | None]] = {
    "npm": _json("license", "licenses"),
    "composer": _json("license"),
    "codemeta": _json("license", operator="AND"),
    "pyproject": _pyproject,
    "setup-cfg": _setup_cfg,
    "setup-py": _setup_py,
    "cargo": _cargo,
    "maven": _pom,
    "gemspec": _pattern(r"\.licenses?\s*=\s*(?=[\[\"'])"),
    "mix": _pattern(r"\blicenses:\s*(?=\[)"),
    "r": _description,
    "publiccode": _yaml("legal", "license"),
    "citation": _yaml("license"),
}


def kinds() -> Iterable[str]:
    """Return the kinds of manifests that can be read."""
    return _READERS.keys()
