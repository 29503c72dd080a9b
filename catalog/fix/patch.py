# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Edits as a patch that `git apply` takes: bytes, whatever the encoding and line ends of the files."""

import difflib
from collections.abc import Iterable, Iterator

from catalog.fix.models import Edit

_CONTEXT = 3
_NO_END = b"\\ No newline at end of file\n"


def as_patch(edits: Iterable[Edit]) -> bytes:
    """Return edits as a unified diff; empty for none."""
    return b"".join(part for edit in edits for part in _diff(edit))


def _diff(edit: Edit) -> Iterator[bytes]:
    old, new = _quoted(f"a/{edit.path}"), _quoted(f"b/{edit.path}")
    yield b"diff --git %b %b\n" % (old, new)
    if edit.before is None:
        yield b"new file mode 100644\n"
    before, after = _lines(edit.before or b""), _lines(edit.after)
    source = b"/dev/null" if edit.before is None else old
    told = difflib.diff_bytes(difflib.unified_diff, before, after, source, new, n=_CONTEXT, lineterm=b"\n")
    for line in told:
        yield line if line.endswith(b"\n") else line + b"\n" + _NO_END


def _lines(data: bytes) -> list[bytes]:
    """Return lines with their ends; only a line feed ends one."""
    return [line + b"\n" for line in data.split(b"\n")[:-1]] + [last for last in data.split(b"\n")[-1:] if last]


def _quoted(path: str) -> bytes:
    """Return a path as Git writes it: in quotes where it holds one, a backslash or a tab."""
    if not any(character in path for character in '"\\\t'):
        return path.encode("utf-8", "surrogateescape")
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'.encode("utf-8", "surrogateescape")
