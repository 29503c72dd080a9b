# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rule `internal-address`: what tells of internal networks, and of one's own machine."""

from collections.abc import Iterator

from catalog.check.models import Rule, Spotted
from catalog.check.rules.found import judged
from catalog.check.side import Placed, Side
from catalog.i18n import noted

_GONE = noted("{what} The file no longer holds it but the history does, and will be published with the code.")
_MANY = noted("{count} addresses and paths may be internal, in {names}: they look made up for tests or examples")
_HERE = {
    "internal-host": noted("{what} Read it from a setting, or write an example (server.example.org)."),
    "internal-address": noted("{what} Read it from a setting, or write an address for examples (192.0.2.1)."),
    "internal-share": noted("{what} Read it from a setting, or write an example."),
    "internal-path": noted("{what} It works for nobody else: write it from the folder of the project."),
}


def judge_internal_addresses(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Return traces of internal networks and machines, each once a file; what only the history holds, once.

    Raises:
        UsageError: the rule's options can't be used.
    """
    return judged(side, rule, _sentence, _MANY)


def _sentence(placed: Placed) -> str:
    return _HERE.get(placed.finding.rule, "{what}") if placed.at_head else _GONE
