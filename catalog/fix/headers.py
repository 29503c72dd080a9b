# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""SPDX headers in the files of code that say no licence, in the comments of each language (REUSE specification 3.3).

Only code of the repository itself: what others wrote, what a program made and what says "Copyright" already are theirs.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from catalog.check.models import Note
from catalog.check.rules import reuse
from catalog.check.side import Side
from catalog.fix.models import Case, Edit
from catalog.i18n import noted

_NO_LICENCE = noted("SPDX headers: they name the licence; choose one first with --licence.")
_NO_HOLDER = noted("SPDX headers: nothing tells who holds the rights; name the administration with --holder.")
_AS_IT_IS = noted(
    "SPDX headers: {count} files are left as they are, scripts of migrations or files whose first line must stay:"
    " annotate them in REUSE.toml."
)
_LEFT = noted("SPDX headers: files of code of others, or that name their own holder, are left as they are ({count}).")


class _Comment(NamedTuple):
    start: str
    end: str = ""


_COMMENTS = {
    _Comment("# "): "py sh bash ksh rb rake pl pm r jl ex exs tf tfvars nix cmake",
    _Comment(
        "// "
    ): "js mjs cjs jsx ts tsx mts cts java kt kts scala go rs c h cpp cc cxx hpp hh cs swift dart groovy scss proto",
    _Comment("/* ", " */"): "css",
    _Comment("-- "): "sql lua hs pls pks pkb plsql",
    _Comment("% "): "erl",
    _Comment("; "): "clj cljs cljc",
    _Comment("<!-- ", " -->"): "vue svelte html xml",
}
_BY_EXTENSION = {extension: comment for comment, words in _COMMENTS.items() for extension in words.split()}
_FIRST = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:#![^\n]*\n)?(?:(?:#[^\n]*\n)?#[^\n]*coding[:=][^\n]*\n)?(?:<\?(?:php|xml)\b[^\n]*\n)?"
    rb"(?:<!DOCTYPE[^>\n]*>\r?\n)?(?:@charset\b[^\n]*\n)?(?://[ \t]*swift-tools-version\b[^\n]*\n)?",
    re.IGNORECASE,
)
"""What must stay the beginning of a file: mark of the encoding, interpreter, declarations."""
_BOUND = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:---[ \t]*\r?\n|<\?xml\b(?![^\n]*\?>[^\n]*\n)|--[ \t]*liquibase\b)", re.IGNORECASE
)
"""How files begin in which nothing may come first: front matter, a declaration of XML on a line with all the rest."""
_MIGRATION = re.compile(
    r"(?:.*/)?[^/]*(?:migrat|changelog|liquibase|flyway)[^/]*/.*\.sql|(?:.*/)?[VUR][\d._]*__[^/]*\.sql", re.IGNORECASE
)
"""Scripts of databases whose digest tools (Flyway, Liquibase, Prisma) keep: a change to one stops a deployment."""
_MADE = re.compile(rb"@generated|DO NOT EDIT|do not modify", re.IGNORECASE)
_HEAD = 2000


def mend_headers(case: Case) -> Iterator[Edit | Note]:
    """Yield each file of code with its header."""
    if not case.licence:
        yield Note(message=_NO_LICENCE)
    elif not case.holder or any(mark in case.holder for mark in ("*/", "-->", "\n", "\r")):
        yield Note(message=_NO_HOLDER)
    else:
        yield from _headed(case)


def _headed(case: Case) -> Iterator[Edit | Note]:
    annotations = reuse.Annotations(case.side)
    theirs = tuple(f"{fact.path.rstrip('/')}/" for fact in case.side.of("rights-vendored") if fact.path)
    left = bound = 0
    for file in case.side.concerned():
        comment = _BY_EXTENSION.get(file.path.rpartition(".")[2].lower())
        if comment is None or not file.size or not reuse.is_covered(file.path):
            continue
        said = reuse.said_of(case.side, file.path, annotations)
        if said.licence:
            continue
        data = case.side.content(file.path)
        if said.copyright or _is_theirs(file.path, theirs) or data is None or _MADE.search(data, 0, _HEAD):
            left += 1
        elif _MIGRATION.fullmatch(file.path) or _BOUND.match(data):
            bound += 1
        elif b"\0" not in data:
            yield Edit(file.path, data, _with_header(data, comment, case))
    for message, count in ((_LEFT, left), (_AS_IT_IS, bound)):
        if count:
            yield Note(message=message, fields={"count": count})


def _is_theirs(path: str, folders: tuple[str, ...]) -> bool:
    parts = path.split("/")
    return f"{path}/".startswith(folders) or any(part in ("node_modules", "vendor", "third_party") for part in parts)


def _with_header(data: bytes, comment: _Comment, case: Case) -> bytes:
    found = _FIRST.match(data)
    place = found.end() if found else 0
    end = b"\r\n" if b"\r\n" in data[:_HEAD] else b"\n"
    # Written in two parts, for those who look for tags in this very file.
    tags = (
        f"SPDX-{'FileCopyrightText'}: {case.day.year} {case.holder}",
        f"SPDX-{'License-Identifier'}: {case.licence}",
    )
    header = "".join(f"{comment.start}{tag}{comment.end}\n" for tag in tags)
    lines = header.encode(_encoding(data), "replace").replace(b"\n", end)
    rest = data[place:]
    return data[:place] + lines + (end if rest.strip() and not rest.startswith((b"\n", b"\r")) else b"") + rest


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def holder_of(side: Side) -> str:
    """Return who holds the rights: the only administration that the code names, else its only organization, or ""."""
    for rule in ("rights-holder-administration", "rights-holder-organization"):
        names = {str(one["name"]) for fact in side.of(rule) for one in fact.data["names"]}
        if names:
            return names.pop() if len(names) == 1 else ""
    return ""
