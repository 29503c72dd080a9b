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


def read_spreadsheet(data: bytes, extension: str) -> dict[str, Any]:
    """Return `{formulas: n|None}`; None when the format can't be told cheaply (xls), or isn't what it says.

    At most `_MAX_SHEET` bytes of each of `_MAX_MEMBERS` sheets are unpacked, so the count is a lower bound.
    """
    if extension == "xls":
        return {"formulas": None}
    formula = _FORMULAS["ods" if extension == "ods" else "xlsx"]
    wanted = re.compile(r"content\.xml|xl/worksheets/[^/]+\.xml")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist()[:_MAX_MEMBERS] if wanted.fullmatch(name)]
            return {"formulas": sum(_count(archive, name, formula) for name in names)}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error):
        return {"formulas": None}


def _count(archive: zipfile.ZipFile, name: str, formula: re.Pattern[bytes]) -> int:
    with archive.open(name) as sheet:
        return len(formula.findall(sheet.read(_MAX_SHEET)))
