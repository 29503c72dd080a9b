# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rule on new repositories, which `--new-repository` asks for: created closed without a declared ground."""

from collections.abc import Iterator

from catalog.check.models import Rule, Severity, Spotted
from catalog.check.side import Side
from catalog.check.standing import Stage, Standing
from catalog.i18n import noted

_SEVERITIES = {Stage.TOLD: Severity.NOTE, Stage.WARNED: Severity.WARNING, Stage.FAILED: None}
_NEVER_GROUNDED = {
    None: noted("Created on {created}, this repository is closed and no ground is declared for it."),
    Stage.WARNED: noted(
        "Created on {created}, this repository is closed and no ground is declared for it: a warning from {next}."
    ),
    Stage.FAILED: noted(
        "Created on {created}, this repository is closed and no ground is declared for it: an error from {next}."
    ),
}
_LAPSED = {
    None: noted("The ground for this repository to be closed lapsed on {lapsed} ({place})."),
    Stage.WARNED: noted(
        "The ground for this repository to be closed lapsed on {lapsed} ({place}): a warning from {next}."
    ),
    Stage.FAILED: noted(
        "The ground for this repository to be closed lapsed on {lapsed} ({place}): an error from {next}."
    ),
}


def new_repository_closed(side: Side, _rule: Rule) -> Iterator[Spotted]:
    """Yield the repository when it is closed without a ground in force: a note, then a warning, then an error.

    Only the head has a standing, and only when it was asked for: a change doesn't inherit from its base.
    """
    standing = side.standing
    if standing is None or standing.stage not in _SEVERITIES:
        return
    messages = _LAPSED if standing.ground else _NEVER_GROUNDED
    message = messages.get(standing.next_stage, messages[None])
    yield Spotted(
        message=message, fields=_fields(standing), severity=_SEVERITIES[standing.stage], key="closed-without-ground"
    )


def _fields(standing: Standing) -> dict[str, str]:
    ground = standing.ground
    fields = {
        "created": standing.created_on and standing.created_on.isoformat(),
        "next": standing.next_on and standing.next_on.isoformat(),
        "lapsed": ground and ground.expires_on.isoformat(),
        "place": ground and ground.place,
    }
    return {name: value for name, value in fields.items() if value}
