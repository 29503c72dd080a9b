# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the declarations are."""

from pathlib import Path

from scanner.errors import UsageError

DEFAULT = "declarations"
"""The folder beside the store that is read when none is chosen and it exists."""


def declarations_folder(chosen: Path | None, database: Path) -> Path | None:
    """Return the folder of the declarations: the one chosen, else the one beside the store, else None.

    Raises:
        UsageError: the folder that was chosen isn't there.
    """
    if chosen is None:
        beside = database.parent / DEFAULT
        return beside if beside.is_dir() else None
    if not chosen.is_dir():
        raise UsageError("there is no such folder of declarations", source=str(chosen), mend="make it, or leave it out")
    return chosen
