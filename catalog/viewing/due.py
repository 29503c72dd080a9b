# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is due, each thing with the ministry that it falls to. For the internal view only."""

from collections.abc import Iterable

from catalog.belonging import Belonging
from catalog.registers.due import Due
from catalog.view import DueEntry, OwnerEntry


def due_entries(due: Iterable[Due], owners: Iterable[OwnerEntry]) -> tuple[DueEntry, ...]:
    """Return what is due in the order given, with the ministry of the owner concerned; "" when none is known."""
    belonging = Belonging(owners)
    return tuple(DueEntry(**dict(each), ministry=belonging.ministry(each.repository or each.name)) for each in due)
