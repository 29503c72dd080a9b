# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an administration declares of its code in its own Git: openings, exemptions, requests, algorithms, referents."""

from catalog.registers.loading import load_registers
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
