# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How the REUSE specification 3.3 has files say their licence: in a header, beside them, or in REUSE.toml or dep5."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from catalog.check.side import Side
from scanner.tomlfile import parse_toml

MAX_HEADER = 4_000_000
"""Bytes of a file in which tags are looked for: all of it, as far as a judge gets it."""
# REUSE-IgnoreStart
_LICENCE = re.compile(rb"SPDX-License-Identifier:[ \t]*[\w(]")
_COPYRIGHT = re.compile(rb"SPDX-(?:File|Snippet)CopyrightText:|\bCopyright\b[ \t:]|\xc2\xa9", re.IGNORECASE)
# REUSE-IgnoreEnd
_NOT_COVERED = re.compile(
    r"LICENSES/.*|(?:.*/)?(?:(?:LICEN[CS]E|COPYING)(?:[-.].*)?|REUSE\.toml|[^/]*\.license|[^/]*\.spdx(?:\.\w+)?)|\.reuse/.*"
    r"|(?:.*/)?\.git(?:/.*)?|\.gitmodules"
)
"""Files that say the licence of others, and those that can't hold one."""
_FIELD = re.compile(r"^(Files|Copyright|License):(.*\n(?:[ \t].*\n)*)", re.MULTILINE)
_MOST_PATTERNS = 500


class Said(NamedTuple):
    """What is said of a file."""

    licence: bool
    copyright: bool

    def __or__(self, other: object) -> "Said":
        """Return what two places say together."""
        assert isinstance(other, Said)  # noqa: S101 - of the same kind
        return Said(self.licence or other.licence, self.copyright or other.copyright)


NOTHING = Said(False, False)
_Row = tuple[re.Pattern[str], Said]


def is_followed(side: Side) -> bool:
    """Tell whether a repository follows REUSE: it has its folder of licences, or a file that annotates others."""
    return any(
        path.startswith("LICENSES/") or path.rpartition("/")[2] == "REUSE.toml" or path == ".reuse/dep5"
        for path in side.files
    )


def is_covered(path: str) -> bool:
    """Tell whether a file is to say its licence."""
    return _NOT_COVERED.fullmatch(path) is None


class Annotations:
    """What REUSE.toml files, in any folder, and .reuse/dep5 say of the files of a tree."""

    def __init__(self, side: Side) -> None:
        self._rows: list[_Row] = []
        for path in sorted(side.files):
            if path.rpartition("/")[2] == "REUSE.toml":
                self._rows += _annotated(path.rpartition("/")[0], side.content(path) or b"")
        if ".reuse/dep5" in side.files:
            self._rows += _paragraphs(side.content(".reuse/dep5") or b"")

    def of(self, path: str) -> Said:
        """Return what they say of one file."""
        said = NOTHING
        for pattern, row in self._rows:
            if pattern.fullmatch(path):
                said |= row
        return said


def said_of(side: Side, path: str, annotations: Annotations) -> Said:
    """Return what is said of a file: by itself, by the file beside it, by annotations."""
    beside = side.content(f"{path}.license") if f"{path}.license" in side.files else None
    said = annotations.of(path) | (_tags(beside) if beside is not None else NOTHING)
    return said if said.licence and said.copyright else said | _tags(side.content(path) or b"")


def _tags(data: bytes) -> Said:
    return Said(bool(_LICENCE.search(data, 0, MAX_HEADER)), bool(_COPYRIGHT.search(data, 0, MAX_HEADER)))


def _annotated(folder: str, data: bytes) -> Iterator[_Row]:
    """Yield the annotations of a REUSE.toml, whose paths are relative to its folder."""
    try:
        rows = parse_toml(data.decode("utf-8", "replace")).get("annotations", [])
    except ValueError:
        return
    for row in (row for row in rows if isinstance(row, dict)):
        said = Said(bool(row.get("SPDX-License-Identifier")), bool(row.get("SPDX-FileCopyrightText")))
        for path in _texts(row.get("path"))[:_MOST_PATTERNS]:
            prefix = re.escape(f"{folder}/") if folder else ""
            yield re.compile(prefix + _glob(path)), said


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - TOML
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _glob(pattern: str) -> str:
    """Translate a path of REUSE.toml: ``**`` crosses folders, ``*`` doesn't, a backslash escapes."""
    shapes = {"**": ".*", "*": "[^/]*"}
    parts = re.findall(r"\*{1,2}|\\.|[^*\\]+|\\", re.sub(r"\*{3,}", "**", pattern))
    return "".join(shapes.get(part) or re.escape(part.removeprefix("\\") or part) for part in parts)


def _paragraphs(data: bytes) -> Iterator[_Row]:
    """Yield the paragraphs of a Debian copyright file, whose ``*`` crosses folders."""
    for paragraph in re.split(r"\n[ \t]*\n", data.decode("utf-8", "replace"))[:_MOST_PATTERNS]:
        fields = dict(_FIELD.findall(f"{paragraph}\n"))
        said = Said("License" in fields, "Copyright" in fields)
        for pattern in fields.get("Files", "").split()[:_MOST_PATTERNS]:
            shape = "".join({"*": ".*", "?": "."}.get(part) or re.escape(part) for part in re.split(r"([*?])", pattern))
            yield re.compile(re.sub(r"(?:\.\*){2,}", ".*", shape)), said
