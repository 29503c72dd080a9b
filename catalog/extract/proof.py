# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Reads a carved repository back and says whether it holds anything but what was selected."""

from collections.abc import Set as AbstractSet

from catalog.extract.history import Version, list_versions
from catalog.extract.models import Proof
from catalog.extract.selection import Selection
from scanner.blobs import list_history
from scanner.git import Mirror, path_text
from scanner.git_command import run

_WHO = "--format=%an%x00%ae%x01%cn%x00%ce"
_TAGGER = "--format=%(taggername)%00%(taggeremail)"


def prove(result: Mirror, source: AbstractSet[Version], selection: Selection) -> tuple[Proof, frozenset[Version]]:
    """Return what the result holds, and its file versions.

    A version is a stranger when its path wasn't selected or the source's history never had it there; so is a blob
    that no path leads to.

    Raises:
        GitError: the result can't be read to its end.
    """
    run(result.git_dir, "fsck", "--connectivity-only", "--no-dangling", "--no-progress")
    versions = frozenset(list_versions(result))
    history = list_history(result)
    strange = {path_text(each.path) for each in versions if not selection.holds(each.path) or each not in source}
    named = {each.blob for each in versions}
    strange |= {each.blob for each in history.blobs if each.blob not in named} | set(history.missing)
    refs = run(result.git_dir, "for-each-ref", "--format=%(refname)").splitlines()
    proof = Proof(
        refs=tuple(path_text(ref) for ref in refs),
        commits=len(history.commits),
        blobs=len(history.blobs),
        paths=tuple(sorted({path_text(each.path) for each in versions})),
        strangers=tuple(sorted(strange)) + history.problems,
        identities=_identities(result),
    )
    return proof, versions


def _identities(result: Mirror) -> int:
    """Count who is named, by name and address, by commits and tags."""
    commits = run(result.git_dir, "log", "--all", _WHO).splitlines()
    tags = run(result.git_dir, "for-each-ref", _TAGGER, "refs/tags").splitlines()
    people = {who for line in commits for who in line.split(b"\x01")}
    people |= {who.replace(b"<", b"").replace(b">", b"") for who in tags if who != b"\0"}
    return len(people)
