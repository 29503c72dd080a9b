# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Learned models: files that hold one, code that trains one; and spreadsheets that compute.

Files are recognised by their first bytes, never loaded: a pickle runs code when it is.
"""

import io
import re
import zipfile
import zlib
from typing import Any

from scanner.detectors.algorithms.lexicon import Lexicon
from scanner.detectors.algorithms.rules import Source, shorten
from scanner.detectors.languages import fold

_LFS = b"version https://git-lfs.github.com/spec/"
_MAGIC = {
    "pkl": (b"\x80", b"BZh", b"\x1f\x8b"),
    "pickle": (b"\x80", b"BZh", b"\x1f\x8b"),
    "joblib": (b"\x80", b"BZh", b"\x1f\x8b", b"ZF", b"x\x9c", b"\xfd7zXZ"),
    "h5": (b"\x89HDF\r\n\x1a\n",),
    "hdf5": (b"\x89HDF\r\n\x1a\n",),
    "keras": (b"PK\x03\x04", b"\x89HDF\r\n\x1a\n"),
    "pt": (b"PK\x03\x04", b"\x80"),
    "pth": (b"PK\x03\x04", b"\x80"),
    "gguf": (b"GGUF",),
    "rds": (b"\x1f\x8b", b"X\n", b"BZh", b"\xfd7zXZ"),
    "skops": (b"PK\x03\x04",),
}
_LEARNED = re.compile(
    rb"sklearn|xgboost|lightgbm|catboost|torch|keras|tensorflow|randomForest|ranger|glmnet|statsmodels|transformers"
)
"""Names that serialised models carry; the ambiguous suffixes hold any data."""
_FORMULAS = {"ods": re.compile(rb"table:formula="), "xlsx": re.compile(rb"<f[ >]")}
_SHEETS = re.compile(r"content\.xml|xl/worksheets/[^/]+\.xml")
_TEXTS = ("content.xml", "xl/sharedStrings.xml")
_MACROS = re.compile(r"^xl/vbaProject\.bin$|^Basic/[^/]+/[^/]+\.xml$")
_MAX_MEMBERS = 200
_MAX_SHEET = 2_000_000


def read_model(data: bytes, extension: str, lexicon: Lexicon) -> dict[str, Any]:
    """Return `{model: bool, stored: "git"|"lfs"}` for a file with a model's suffix."""
    if data.startswith(_LFS):
        return {"model": extension not in lexicon.ambiguous_models, "stored": "lfs"}
    magic = _MAGIC.get(extension, ())
    agrees = not magic or data.startswith(magic)
    if extension in lexicon.ambiguous_models:
        agrees = agrees and bool(_LEARNED.search(data))
    return {"model": agrees, "stored": "git"}


def read_training(source: Source, language: str, lexicon: Lexicon) -> list[list[Any]]:
    """Return `[line, library, text]` of the first lines that train a model, one a library."""
    text = "\n".join(source.lines)
    found = []
    for row in lexicon.training:
        if language not in row.languages or not row.needs.search(text):
            continue
        hit = next((n for n, line in enumerate(source.lines) if source.code[n].strip() and row.line.search(line)), None)
        if hit is not None:
            found.append([hit + 1, row.name, shorten(source.lines[hit])])
    return found


def read_spreadsheet(data: bytes, extension: str, lexicon: Lexicon) -> dict[str, Any]:
    """Return `{formulas: n|None, macros: bool, terms: n, persons: n}`; None when the format can't be told (xls).

    At most `_MAX_SHEET` bytes of each of `_MAX_MEMBERS` parts are unpacked, so the counts are lower bounds. `terms` and
    `persons` are those of the policy that stand in its texts.
    """
    if extension == "xls":
        return {"formulas": None, "macros": "_VBA_PROJECT".encode("utf-16-le") in data}
    formula = _FORMULAS["ods" if extension == "ods" else "xlsx"]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:_MAX_MEMBERS]
            formulas = sum(len(formula.findall(_part(archive, name))) for name in names if _SHEETS.fullmatch(name))
            texts = fold(b" ".join(_part(archive, name) for name in names if name in _TEXTS).decode("utf-8", "replace"))
            return {
                "formulas": formulas,
                "macros": any(_MACROS.search(name) for name in names),
                "terms": len(set(lexicon.terms.findall(texts))),
                "persons": len(set(lexicon.persons.findall(texts))),
            }
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error):
        return {"formulas": None, "macros": False}


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MAX_SHEET)
