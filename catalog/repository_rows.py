# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Repositories as rows: what their forge, or a clone of them, tells; and whether two ids name the same one."""

import json
from pathlib import Path
from typing import Any

from scanner.models import Repository

Row = dict[str, Any]


def repository_row(repository: Repository) -> Row:
    """Return what is told of a repository, as columns."""
    row: Row = repository.model_dump(mode="json", exclude={"owner"}, exclude_none=True)
    lists = {name: row[name] for name in ("topics", "languages", "community") if name in row}
    return row | {name: json.dumps(value, ensure_ascii=False) for name, value in lists.items()}


def clone_of(row: Row) -> Row:
    """Return what a clone adds to a repository that its forge describes: where it is on this machine, for this time."""
    place = {"clone_path": row["clone_url"]} if _is_path(row["forge_id"]) else {}
    return {"seen_at": row["seen_at"]} | place


def _is_path(forge_id: str) -> bool:
    """Tell whether an identifier is that of a folder's repository."""
    return bool(forge_id) and Path(forge_id).is_absolute()


def is_told_by_forge(forge_id: str) -> bool:
    """Tell whether an identifier is a forge's own."""
    return bool(forge_id) and not _is_path(forge_id)


def is_another(known: str, told: str) -> bool:
    """Tell whether two ids of a forge name two repositories; a folder's id, a path, may be a clone of either."""
    return known != told and is_told_by_forge(known) and is_told_by_forge(told)
