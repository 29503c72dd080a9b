# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules `binary-file` and `file-size`: what can't be reviewed, and what weighs on all who clone."""

from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from catalog.check.models import Rule, Severity, Spotted, lightest
from catalog.check.rules.groups import Member, Sentences, told
from catalog.check.rules.names import Names
from catalog.check.rules.options import Lighter, Weighed, options_of, weight
from catalog.check.side import Side
from catalog.i18n import noted
from scanner.detectors.roles import is_test
from scanner.models import Frozen, TreeFile

_BEGINNING = 8_000
"""Bytes by which text is told from the rest."""
_EXECUTABLE = "100755"
_PROGRAMS = (b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf")
"""How programs begin: ELF, PE, Java classes and fat Mach-O, Mach-O."""
_SENTENCES = {
    "binary-program": Sentences(
        noted("This is a compiled program, that nobody can review: give its source, or install it as a dependency"),
        noted("{count} files of {folder} are compiled programs: give their source, or install them as dependencies"),
    ),
    "binary-archive": Sentences(
        noted("This is an archive, whose content can't be reviewed: put the files themselves, or keep it elsewhere"),
        noted("{count} files of {folder} are archives: put the files themselves, or keep them elsewhere"),
    ),
    "binary-office": Sentences(
        noted("This document may hold names, comments and earlier versions: check it, or write it in Markdown"),
        noted("{count} documents of {folder} may hold names, comments and earlier versions: check them"),
    ),
    "binary-spreadsheet": Sentences(
        noted("This spreadsheet can't be reviewed and may hold real data: check it, or write it as a CSV file"),
        noted(
            "{count} spreadsheets of {folder} can't be reviewed and may hold real data: check them, or write CSV files"
        ),
    ),
    "binary-database": Sentences(
        noted("This is a database: make sure that it holds no real data, or replace it with a script that makes it"),
        noted("{count} files of {folder} are databases: make sure that they hold no real data"),
    ),
    "binary-data": Sentences(
        noted("This is data in a form that can't be reviewed: say where it comes from, and keep it elsewhere"),
        noted("{count} files of {folder} are data in a form that can't be reviewed: say where they come from"),
    ),
}
_LARGE = noted("This file takes {megabytes} MB, which everybody who clones will download: keep it elsewhere")
_REFUSED = noted("This file takes {megabytes} MB: many forges refuse it; keep it elsewhere, or use Git LFS")


class _Binaries(Frozen):
    kinds: Mapping[str, tuple[str, ...]]
    """Globs by kind: program, archive, office, spreadsheet, database, data."""
    kept: tuple[str, ...] = ()
    """Globs of what one does keep in Git."""
    generated: frozenset[str] = frozenset()
    """Names of folders that `generated-file` speaks of."""
    in_tests: Mapping[str, Severity]
    """What test data weighs at most, by kind; other kinds aren't told there."""
    tests: tuple[str, ...] = ()
    """Globs of test data that has no usual name."""
    apart: int
    """Files of a folder that are told one by one at most, by `catalog.check.gathering`."""
    lighter: tuple[Lighter, ...] = ()


class _Sizes(Frozen):
    large: int
    """Bytes above which a file is told."""
    refused: int
    """Bytes above which forges refuse it."""
    kept: tuple[str, ...] = ()


def judge_binary_files(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield programs, archives, office documents, databases and data that aren't text, the many of a folder as one.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Binaries)
    yield from told(_members(side, rule, options), _SENTENCES)


def judge_file_sizes(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield the files that are too large.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Sizes)
    kept = Names(options.kept)
    for file in side.concerned():
        if file.size > options.large and file.path not in kept:
            refused = file.size > options.refused
            yield Spotted(
                path=file.path,
                message=_REFUSED if refused else _LARGE,
                fields={"megabytes": round(file.size / 1_000_000)},
                detail="size-refused" if refused else "size-large",
            )


def _members(side: Side, rule: Rule, options: _Binaries) -> Iterator[Member]:
    kept, tests = Names(options.kept), Names(options.tests)
    kinds = {kind: Names(names) for kind, names in options.kinds.items()}
    for file in side.concerned():
        if not file.size or file.path in kept or not options.generated.isdisjoint(file.path.split("/")[:-1]):
            continue
        if kind := _kind(side, file, kinds):
            detail = f"binary-{kind}"
            severity = weight(rule, options.lighter, Weighed(detail, file.path))
            if is_test(file.path) or file.path in tests:
                severity = lightest(severity, options.in_tests.get(kind, Severity.OFF))
            if severity is not Severity.OFF:
                yield Member(dirname(file.path), file.path, detail, severity)


def _kind(side: Side, file: TreeFile, kinds: Mapping[str, Names]) -> str:
    """Return the kind of a file; "" for text, whatever its name, and for what is of no kind."""
    kind = next((kind for kind, names in kinds.items() if file.path in names), "")
    if not kind and file.mode != _EXECUTABLE and "." in basename(file.path):
        return ""
    data = side.content(file.path)
    if kind:
        return "" if data is not None and _is_text(data[:_BEGINNING]) else kind
    return "program" if data is not None and data.startswith(_PROGRAMS) and b"\0" in data[:64] else ""


def _is_text(data: bytes) -> bool:
    """Tell whether the beginning of a file is text in UTF-8; its last character may be cut."""
    try:
        return "\0" not in getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
