# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rule `secret`: keys, passwords and tokens, in the files and in the history that is judged."""

from collections.abc import Iterator

from catalog.check.models import Rule, Spotted
from catalog.check.rules.found import judged
from catalog.check.side import Placed, Side
from catalog.i18n import noted
from scanner.models import Confidence

_HERE = noted("{what} Revoke it first where it opens something, then take it out of the code and its history.")
_UNSURE = noted("{what} It looks like a value made up for tests or examples: make sure that it opens nothing real.")
_MANY = noted("{count} values look made up for tests or examples, in {names}: make sure that they open nothing real")
_GONE = noted("{what} The file no longer holds it but the history does: deleting isn't enough, revoke it first.")
_ARCHIVE = noted("{what}: open it to check, and take it out if this is so ({names})")


def judge_secrets(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Return each secret once a file; one that only the history holds, once. Never a value.

    Raises:
        UsageError: the rule's options can't be used.
    """
    return judged(side, rule, _sentence, _MANY)


def _sentence(placed: Placed) -> str:
    if "names" in placed.finding.data:
        return _ARCHIVE
    if not placed.at_head:
        return _GONE
    return _UNSURE if placed.finding.confidence is Confidence.LOW else _HERE
