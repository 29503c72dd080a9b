# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules `contributing` and `security-contact`: how to take part, and whom to tell of a flaw."""

from collections.abc import Iterator

from catalog.check.models import Rule, Spotted
from catalog.check.rules.documents import document, is_there
from catalog.check.rules.headings import headings, plain, says
from catalog.check.rules.options import options_of
from catalog.check.side import Side
from catalog.i18n import noted
from scanner.models import Frozen

_NO_CONTRIBUTING = noted(
    "The repository doesn't say how to propose a change, nor whether it will be looked at: add a file CONTRIBUTING.md"
)
_NO_CONTACT = noted(
    "Whoever finds a flaw doesn't know whom to tell in private: add a file SECURITY.md with the address of the team"
)
_PUBLISHED = "C"
"""The degree of code that is published without handling contributions."""


class _Told(Frozen):
    """Where it may be told, beside the files that detectors know."""

    headings: tuple[str, ...]
    """Beginnings of words, in lower case and without accents, of a section that says it."""
    files: tuple[str, ...] = ()
    """Globs."""


def judge_contributing(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield a guide for contributors that isn't there, unless the README says it or that there is no contribution.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Told)
    readmes = side.of("community-readme")
    told = any(readme.data.get("degree") == _PUBLISHED for readme in readmes) or side.of("community-contributing")
    if not told and not is_there(side, options.files) and not _says(side, ("readme",), options.headings):
        yield Spotted(message=_NO_CONTRIBUTING, key="absent")


def judge_security_contact(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield a security contact that is found nowhere: SECURITY, security.txt, README, CONTRIBUTING, publiccode.yml.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Told)
    told = side.of("community-security") or is_there(side, options.files) or _has_contact(side)
    if not told and not _says(side, ("readme", "contributing"), options.headings):
        yield Spotted(message=_NO_CONTACT, key="absent")


def _says(side: Side, kinds: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    paths = [fact.path for kind in kinds for fact in side.of(f"community-{kind}")]
    texts = ((path, document(side, path)) for path in paths)
    return any(says(plain(heading.text), stems) for path, text in texts for heading in headings(text, path))


def _has_contact(side: Side) -> bool:
    """Tell whether publiccode.yml names someone with an address (`maintenance.contacts`)."""
    for fact in side.of("publiccode-document"):
        maintenance = fact.data.get("document", {}).get("maintenance")
        contacts = maintenance.get("contacts") if isinstance(maintenance, dict) else None
        if isinstance(contacts, list):
            return any(isinstance(contact, dict) and contact.get("email") for contact in contacts)
    return False
