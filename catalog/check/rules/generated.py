# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rule `generated-file`: what a tool makes from the source, and would make again."""

from collections.abc import Iterator
from posixpath import dirname

from catalog.check.models import Rule, Severity, Spotted
from catalog.check.rules.groups import Member, Sentences, told
from catalog.check.rules.names import Names
from catalog.check.rules.options import Lighter, Weighed, options_of, weight
from catalog.check.side import Side
from catalog.i18n import noted
from scanner.models import Frozen, TreeFile

_HEAD, _LINES, _LONGEST = 4_000, 15, 200
"""Bytes, lines and characters of a line where a generator signs what it makes."""
_SENTENCES = {
    "generated-output": Sentences(
        noted("A tool makes this file from the source: take it out of Git and add it to .gitignore"),
        noted(
            "A tool makes the {count} files of {folder} from the source: remove them from Git, add them to .gitignore"
        ),
    ),
    "generated-minified": Sentences(
        noted("This file is compressed and can't be reviewed: give its source, or install it as a dependency"),
        noted("{count} files of {folder} are compressed: give their source, or install them as dependencies"),
    ),
    "generated-header": Sentences(
        noted("This file says that a program wrote it: say in the README how to make it again, or take it out"),
        noted("{count} files of {folder} say that a program wrote them: say in the README how to make them again"),
    ),
}


class _Options(Frozen):
    folders: frozenset[str]
    """Names of folders that tools fill."""
    outputs: tuple[str, ...]
    """Globs of what is built."""
    minified: tuple[str, ...]
    """Globs of what is made small for browsers."""
    small: tuple[str, ...]
    """Globs of what may be minified without saying so."""
    bytes_a_line: int
    """From which such a file is."""
    signed: tuple[str, ...]
    """Globs of code in which a generator signs."""
    markers: tuple[str, ...]
    """What it writes, in lower case."""
    largest: int
    """Bytes of the files whose content is looked at."""
    kept: tuple[str, ...]
    """Globs of what one does keep in Git."""
    apart: int
    """Files of a folder that are told one by one at most, by `catalog.check.gathering`."""
    lighter: tuple[Lighter, ...] = ()


def judge_generated_files(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield what tools make, the many of a folder as one.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Options)
    yield from told(_Generated(side, options).members(rule), _SENTENCES)


class _Generated:
    """Tells how a file shows that it is generated."""

    def __init__(self, side: Side, options: _Options) -> None:
        self._side = side
        self._options = options
        self._kept, self._outputs = Names(options.kept), Names(options.outputs)
        self._minified, self._small, self._signed = (
            Names(names) for names in (options.minified, options.small, options.signed)
        )

    def members(self, rule: Rule) -> Iterator[Member]:
        for file in self._side.concerned():
            folder, detail = self._sign(file)
            severity = weight(rule, self._options.lighter, Weighed(detail, file.path))
            if detail and severity is not Severity.OFF:
                yield Member(folder, file.path, detail, severity)

    def _sign(self, file: TreeFile) -> tuple[str, str]:
        """Return the folder that a file is told under, and the detail; "" when it isn't generated."""
        if not file.size or file.path in self._kept:
            return "", ""
        folders = file.path.split("/")[:-1]
        made = next((depth for depth, name in enumerate(folders, 1) if name in self._options.folders), 0)
        return ("/".join(folders[:made]), "generated-output") if made else (dirname(file.path), self._detail(file))

    def _detail(self, file: TreeFile) -> str:
        if file.path in self._outputs:
            return "generated-output"
        if file.path in self._minified:
            return "generated-minified"
        if file.size > self._options.largest or (file.path not in self._small and file.path not in self._signed):
            return ""
        return self._of_content(file.path, self._side.content(file.path) or b"")

    def _of_content(self, path: str, data: bytes) -> str:
        if path in self._small and len(data) > self._options.bytes_a_line * (data.count(b"\n") + 5):
            return "generated-minified"
        lines = data[:_HEAD].decode("utf-8", "replace").lower().splitlines()[:_LINES]
        head = "\n".join(line[:_LONGEST] for line in lines)
        return "generated-header" if any(marker in head for marker in self._options.markers) else ""
