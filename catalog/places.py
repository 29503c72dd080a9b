# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a command finds what it works on, and what is declared there."""

from datetime import UTC, datetime
from pathlib import Path

from catalog.console import Session
from catalog.registers import Registers, load_registers
from catalog.registers.place import declarations_folder
from scanner.models import Frozen, Problem


class Places(Frozen):
    """Where a run keeps things."""

    database: Path
    mirrors: Path | None = None
    policies: Path | None = None
    declarations: Path | None = None

    @property
    def mirror_folder(self) -> Path:
        """The folder of the mirrors: beside the store unless chosen."""
        return self.mirrors or self.database.with_suffix(".mirrors")


def place(problem: Problem) -> str:
    """Return the file of a problem, with its line where there is one."""
    return f"{problem.file}:{problem.line}" if problem.line else problem.file


def registers_of(places: Places, session: Session) -> Registers:
    """Read what the administration declares, as of today, telling what of it can't be used.

    Raises:
        UsageError: the folder that was chosen isn't there, or ``legal.yml`` can't be used.
    """
    folder = declarations_folder(places.declarations, places.database)
    registers = load_registers(folder, datetime.now(UTC).date(), places.policies)
    for problem in registers.problems:
        session.voice.error(f"{place(problem)}: {session.translate.told(problem.reason)}")
    return registers
