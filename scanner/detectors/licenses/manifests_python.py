# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licence of a Python package: ``pyproject.toml`` (PEP 621, PEP 639, Poetry), ``setup.cfg``, ``setup.py``."""

import ast
import configparser
import re

from scanner.detectors.licenses import expressions
from scanner.detectors.licenses.manifest_values import NONE_GRANTED, Declared, at, dig, meaning, value
from scanner.tomlfile import parse_toml

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


def pyproject(text: str) -> Declared | None:
    """Read ``project.license`` (an expression, or the table of before PEP 639), Poetry's, else the classifiers."""
    document = parse_toml(text)
    stated = dig(document, "project", "license") or dig(document, "tool", "poetry", "license")
    read = at(value(stated), text, r"^\s*license\s*=|^\[project\.license\]")
    if read and read.expression:
        return read
    return _classifiers(dig(document, "project", "classifiers"), text) or read


def setup_cfg(text: str) -> Declared | None:
    """Read ``license`` of the metadata, else the classifiers."""
    config = configparser.RawConfigParser(strict=False)
    config.read_string(text)
    read = at(value(config.get("metadata", "license", fallback="")), text, r"^\s*license\s*[=:]")
    if read and read.expression:
        return read
    return _classifiers(config.get("metadata", "classifiers", fallback="").splitlines(), text) or read


def setup_py(text: str) -> Declared | None:
    """Read the constants given to ``setup``; the script is parsed, never run."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    words = {word.arg: word.value for call in calls if _called(call) == "setup" for word in call.keywords if word.arg}
    license_ = words.get("license")
    read = value(license_.value) if isinstance(license_, ast.Constant) else None
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
    meant = [_CLASSIFIERS.get(one) or meaning(one) for one in written]
    expression = expressions.join("OR", meant)
    return at(Declared(expression, written[0], 0), text, re.escape(_CLASSIFIER)) if expression else None
