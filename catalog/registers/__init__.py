# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an administration declares of its code in its own Git: openings, exemptions, requests, algorithms, referents."""

from datetime import date
from pathlib import Path

from catalog.registers.models import (
    Algorithm,
    Automation,
    Exemption,
    Opening,
    Registers,
    RepositoryRegisters,
    Request,
    RequestStatus,
)

__all__ = [
    "Algorithm",
    "Automation",
    "Exemption",
    "Opening",
    "Registers",
    "RepositoryRegisters",
    "Request",
    "RequestStatus",
    "load_registers",
]


def load_registers(folder: Path | None, today: date, policies: Path | None = None) -> Registers:
    """Read the declarations of a folder.

    Args:
        folder: where they are; None or an absent folder = nothing is declared.
        today: the day of the reading, which expiries and delays are told from.
        policies: folder of the administration's own policies, whose ``legal.yml`` may know other grounds.

    Raises:
        UsageError: ``legal.yml`` can't be used.
    """
    if folder is None or not folder.is_dir():
        return Registers(today=today)
    from catalog.registers.loading import read_registers  # slow to load, and most declare nothing

    return read_registers(folder, today, policies)
