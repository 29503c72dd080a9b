# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Takes a module out of a repository that was scanned: what goes along, what it needs, the proof, what stands."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from catalog.database import Row, Store
from catalog.extract import kept
from catalog.extract.carving import carve, command_of
from catalog.extract.history import Version, list_head, list_renames, list_versions
from catalog.extract.models import Cleanliness, Extraction, Import, Proof
from catalog.extract.proof import prove
from catalog.extract.selection import Selection, select
from catalog.last_scan import place_of
from catalog.visit import mirror_place
from scanner.errors import GitError, UsageError
from scanner.git import Mirror, Refs, path_text, read_refs


def extract(
    store: Store, row: Row, mirrors: Path, module: str, together: Sequence[str] = (), output: Path | None = None
) -> Extraction:
    """Return all that is to be told of taking `module` out of a repository, proven on a throw-away clone.

    Args:
        store: where the repository's scan is.
        row: the repository, as `catalog.lookup.find_repository` gives it.
        mirrors: the folder of the mirrors; they are only read.
        module: a file or folder of the tree, as printed.
        together: others that go along.
        output: a folder, not there yet, to keep the carved bare repository in.

    Raises:
        UsageError: an unknown path, an output that exists, a repository never scanned.
        GitError: the mirror can't be read, or Git failed.
    """
    if output and output.exists():
        raise UsageError("this folder exists already", source=str(output), mend="choose another one")
    mirror, refs = _mirror_of(row, mirrors)
    tree = list_head(mirror, refs.head)
    renames, exact = _renames(mirror)
    selection = select((module, *together), tree, renames)
    source = {each for each in list_versions(mirror) if selection.holds(each.path)}
    with tempfile.TemporaryDirectory(prefix="ouvrage-extract-") as folder:
        result = carve(mirror, selection, Path(folder))
        proof, versions = prove(result, source, selection)
        if output:
            shutil.copytree(result.git_dir, output)
    files = sorted(path_text(path) for path in tree if selection.holds(path))
    told = Extraction(
        repository=f"{row['host']}/{row['full_name']}",
        module=module,
        together=tuple(together),
        files=kept.licences(store, row["id"], files),
        old_paths=tuple(map(path_text, selection.old)),
        left_old_paths=tuple(map(path_text, selection.left)),
        exact_renames_only=exact,
        imports=_imports(store, row["id"], module, selection),
        third_party=kept.third_party(store, row["id"], files),
        command=command_of(selection),
        proof=proof,
        findings=(),
        accepted=0,
        unread=kept.unread(store, row["id"], refs, versions),
        verdict=Cleanliness.PARTIAL,
        output=str(output or ""),
    )
    return _judged(told, store, row["id"], versions)


def _mirror_of(row: Row, mirrors: Path) -> tuple[Mirror, Refs]:
    """Open the mirror that the scan left, as it left it."""
    mirror = Mirror(mirror_place(row["host"], place_of(row), mirrors))
    if not (mirror.git_dir / "HEAD").is_file():
        raise UsageError("{name} has no mirror here", name=row["full_name"], mend="run `ouvrage scan {name}`")
    refs = read_refs(mirror, row["default_branch"])
    if not refs.head:
        raise GitError("it has no commit", source=row["full_name"])
    return mirror, refs


def _renames(mirror: Mirror) -> tuple[list[tuple[bytes, bytes]], bool]:
    """Return the renames, and whether only exact ones could be followed, some content being missing."""
    try:
        return list_renames(mirror), False
    except GitError:
        return list_renames(mirror, exact=True), True


def _imports(store: Store, repository: int, module: str, selection: Selection) -> tuple[Import, ...] | None:
    found = store.rows(
        "SELECT data FROM facts WHERE repository_id = ? AND rule = 'module-candidate' AND path = ?",
        (repository, module.removeprefix("./").rstrip("/")),
    )
    cuts = json.loads(found[0]["data"]).get("cuts") if found else None
    if cuts is None:
        return None
    return tuple(Import(**cut) for cut in cuts if not selection.holds(cut["target"].encode()))


def _judged(told: Extraction, store: Store, repository: int, versions: frozenset[Version]) -> Extraction:
    standing, accepted = kept.findings(store, repository, versions)
    verdict = _verdict(bool(standing), told.proof, told.unread)
    return told.model_copy(update={"findings": standing, "accepted": accepted, "verdict": verdict})


def _verdict(stands: bool, proof: Proof, unread: Sequence[str]) -> Cleanliness:
    if stands or proof.strangers:
        return Cleanliness.NOT_CLEAN
    return Cleanliness.PARTIAL if unread or not proof.commits else Cleanliness.CLEAN
