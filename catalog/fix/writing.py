# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Edits written into a work tree: whole or not at all, never through a symbolic link, never over what has changed."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from catalog.check.models import Note
from catalog.fix.models import Edit, Proposal
from catalog.i18n import noted

_UNTRACKED = noted("{path}: it is there, and Git doesn't track it yet: add it (git add), then check again.")
_CHANGED = noted("{path}: not written, its content on disk isn't the one that was read.")
_LINK = noted("{path}: not written, it is or goes through a symbolic link.")


def without_untracked(proposal: Proposal, root: Path) -> Proposal:
    """Return a proposal without the files that are there already, and that Git doesn't track yet."""
    there = [edit for edit in proposal.edits if edit.before is None and os.path.lexists(root / edit.path)]
    notes = tuple(Note(message=_UNTRACKED, fields={"path": edit.path}) for edit in there)
    return Proposal(tuple(edit for edit in proposal.edits if edit not in there), (*proposal.notes, *notes))


def write(edits: Iterable[Edit], root: Path) -> tuple[list[str], list[Note]]:
    """Write edits below a folder; return the paths that were written, and why others weren't.

    Raises:
        OSError: the disk refuses.
    """
    written: list[str] = []
    refused: list[Note] = []
    for edit in edits:
        reason = _refusal(edit, root)
        if reason:
            refused.append(Note(message=reason, fields={"path": edit.path}))
        else:
            _replace(root / edit.path, edit.after)
            written.append(edit.path)
    return written, refused


def _refusal(edit: Edit, root: Path) -> str:
    path = root / edit.path
    if path.is_symlink() or path.parent.resolve() != (root.resolve() / Path(edit.path).parent):
        return _LINK
    there = path.read_bytes() if path.is_file() else None
    return "" if there == edit.before else _CHANGED


def _replace(path: Path, content: bytes) -> None:
    ours = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        ours.write_bytes(content)
        if path.exists():
            ours.chmod(path.stat().st_mode)
        ours.replace(path)
    finally:
        ours.unlink(missing_ok=True)
