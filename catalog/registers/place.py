# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the declarations are, and what commands say of those that can't be used."""

from datetime import UTC, datetime
from pathlib import Path

from catalog.console import Session
from catalog.registers.loading import load_registers
from catalog.registers.models import Registers
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


def read_registers(chosen: Path | None, database: Path, policies: Path | None, session: Session) -> Registers:
    """Read the declarations as of today, telling on stderr what couldn't be used.

    Raises:
        UsageError: the folder that was chosen isn't there, or ``legal.yml`` can't be used.
    """
    folder = declarations_folder(chosen, database)
    registers = load_registers(folder, datetime.now(UTC).date(), policies)
    for problem in registers.problems:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        session.voice.error(f"{where}: {session.translate.told(problem.reason)}")
    return registers
