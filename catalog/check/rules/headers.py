# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rule `spdx-headers`: whether files say their licence as the REUSE specification 3.3 asks."""

from collections.abc import Iterator
from posixpath import dirname

from catalog.check.models import Rule, Spotted
from catalog.check.rules import reuse
from catalog.check.rules.groups import Member, Sentences, told
from catalog.check.rules.options import options_of
from catalog.check.side import Side
from catalog.i18n import noted
from scanner.detectors.languages import language_of
from scanner.models import Frozen

_NOT_FOLLOWED = noted(
    "No file says its licence by an SPDX header, and the repository doesn't follow REUSE (files of code: {count})"
)
_SOME = noted(
    "Files of code carry no SPDX header, and nothing else says their licence as REUSE asks ({count} of {all})"
)
_SENTENCES = {
    "spdx-licence": Sentences(
        noted("This file says no licence: add the lines SPDX-FileCopyrightText and SPDX-License-Identifier at its top"),
        noted("{count} files of {folder} say no licence: add SPDX headers, or annotate them in REUSE.toml"),
    ),
    "spdx-copyright": Sentences(
        noted("This file says its licence, and not who holds the rights: add the line SPDX-FileCopyrightText"),
        noted("{count} files of {folder} say their licence, and not who holds the rights: add SPDX-FileCopyrightText"),
    ),
}


class _Headers(Frozen):
    apart: int
    """Files of a folder that are told one by one at most."""


def judge_spdx_headers(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield each file that says no licence where REUSE is followed; elsewhere, one problem for them all.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options_of(rule, _Headers)  # `apart` is of those who gather: `catalog.check.gathering`
    if reuse.is_followed(side):
        yield from told(_without(side), _SENTENCES)
    elif side.changed is None:  # a change brings nothing to what isn't followed
        yield from _summed_up(side)


def _without(side: Side) -> Iterator[Member]:
    annotations = reuse.Annotations(side)
    for file in side.concerned():
        if not file.size or not reuse.is_covered(file.path):
            continue
        said = reuse.said_of(side, file.path, annotations)
        if not said.licence or not said.copyright:
            detail = "spdx-copyright" if said.licence else "spdx-licence"
            yield Member(dirname(file.path), file.path, detail, None)


def _summed_up(side: Side) -> Iterator[Spotted]:
    code = [file.path for file in side.concerned() if language_of(file.path) and file.size]
    annotations = reuse.Annotations(side)
    without = [path for path in code if not reuse.said_of(side, path, annotations).licence]
    if without:
        none = len(without) == len(code)
        yield Spotted(
            message=_NOT_FOLLOWED if none else _SOME,
            fields={"count": len(without), "all": len(code)},
            detail="spdx-not-followed",
            key="reuse",
        )
