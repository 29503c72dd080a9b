# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rule `personal-data`: numbers that name a person, tables of persons, addresses and telephones of agents."""

from collections.abc import Iterator

from catalog.check.models import Rule, Spotted
from catalog.check.rules.found import FindingOptions, gathered, spotted
from catalog.check.rules.names import Names
from catalog.check.rules.options import options_of
from catalog.check.side import Placed, Side
from catalog.i18n import noted

_EMAIL = "personal-email"
_ARCHIVE = noted("{what}: open it to check that it holds no data about persons ({names})")
_GONE = noted("{what} The file no longer holds it but the history does, and will be published with the code.")
_MANY = noted("{count} places hold data about persons that looks made up for tests, in {names}: make sure that it is")
_HERE = {
    "personal-nir": noted("{what} Replace it with a made-up one; if it is real, tell the data protection officer."),
    "personal-iban": noted("{what} Replace it with a made-up one; if it is real, tell the data protection officer."),
    "personal-table": noted("{what} If these persons are real, take it out and tell the data protection officer."),
    _EMAIL: noted("{what} Write the address of the team or service instead."),
    "personal-phone": noted(
        "{what} If it is a person's, take it out; in a test, take a fictitious number (01 99 00…)."
    ),
}


class _Options(FindingOptions):
    signed: tuple[str, ...] = ()
    """Globs of files where authors give their address on purpose."""


def judge_personal_data(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield personal data, each once a file; what only the history holds, once. Never holds the data.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Options)
    signed = Names(options.signed)
    seen = spotted(side, rule, options.families, options.lighter, _sentence)
    told = (each for each in seen if each.detail != _EMAIL or each.path not in signed)
    yield from gathered(side, told, options.apart, _MANY)


def _sentence(placed: Placed) -> str:
    if "names" in placed.finding.data:
        return _ARCHIVE
    return _HERE.get(placed.finding.rule, "{what}") if placed.at_head else _GONE
