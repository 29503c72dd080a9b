# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`policies/registers.yml` as typed values: delays, and what makes an opening or an incomplete sheet."""

from pathlib import Path

from scanner.models import Frozen
from scanner.policies import load_policy


class OpeningRules(Frozen):
    """When a closed repository is held to be open: share and number of its files in a public one."""

    share: float
    files: int
    common: int


class DueRules(Frozen):
    """What is due, and when."""

    warn_days: int
    silence_months: int
    openings: OpeningRules
    mandatory: tuple[str, ...]


def load_due_rules(policies: Path | None = None) -> DueRules:
    """Load ``registers.yml``, from the folder `policies` when it has one; raises `UsageError` with file and line."""
    data = load_policy("registers", policies).data
    return DueRules(
        warn_days=data["exemptions"]["warn_days"],
        silence_months=data["requests"]["silence_months"],
        openings=OpeningRules.model_validate(data["openings"]),
        mandatory=tuple(data["algorithms"]["mandatory"]),
    )
