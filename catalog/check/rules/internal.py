# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rule `internal-address`: what tells of internal networks, and of one's own machine."""

from collections.abc import Iterator

from catalog.check.models import Rule, Spotted
from catalog.check.rules.found import spotted
from catalog.check.rules.options import Lighter, options_of
from catalog.check.side import Placed, Side
from catalog.i18n import noted
from scanner.models import Frozen

_GONE = noted("{what} The file no longer holds it but the history does, and will be published with the code.")
_HERE = {
    "internal-host": noted("{what} Read it from a setting, or write an example (server.example.org)."),
    "internal-address": noted("{what} Read it from a setting, or write an address for examples (192.0.2.1)."),
    "internal-share": noted("{what} Read it from a setting, or write an example."),
    "internal-path": noted("{what} It works for nobody else: write it from the folder of the project."),
}


class _Options(Frozen):
    families: tuple[str, ...]
    lighter: tuple[Lighter, ...] = ()


def judge_internal_addresses(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield traces of internal networks and machines, each once a file; what only the history holds, once.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Options)
    yield from spotted(side, rule, options.families, options.lighter, _sentence)


def _sentence(placed: Placed) -> str:
    return _HERE.get(placed.finding.rule, "{what}") if placed.at_head else _GONE
