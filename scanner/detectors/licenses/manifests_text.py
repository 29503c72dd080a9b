# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licence of manifests that are read by pattern: code that must not be run, and XML that must not be expanded."""

import re

from scanner.detectors.licenses import expressions
from scanner.detectors.licenses.manifest_values import Declared, Reader, meaning, value


def quoted_after(pattern: str) -> Reader:
    """Read the quoted words after the first place where a pattern matches (Ruby, Elixir, Gradle)."""
    place = re.compile(pattern, re.MULTILINE)

    def read(text: str) -> Declared | None:
        match = place.search(text)
        if match is None:
            return None
        after = re.split(r"\]|\n\n", text[match.end() : match.end() + 300], maxsplit=1)[0]
        words = re.findall(r"""["']([^"'\n]{1,100})["']""", after)
        several = after[:1] == "["
        found = value(words if several else words[:1])
        return found and found._replace(line=text.count("\n", 0, match.end()) + 1)

    return read


def rest_of_line(pattern: str) -> Reader:
    """Read what follows, on its line, the first place where a pattern matches (Cabal, conda, Dockerfiles)."""
    place = re.compile(rf"{pattern}[ \t]*([^\n]{{1,300}})", re.MULTILINE | re.IGNORECASE)

    def read(text: str) -> Declared | None:
        match = place.search(text)
        found = match and value(match[1].split(" #")[0].strip().strip("\"'\\").strip())
        return found._replace(line=text.count("\n", 0, match.start(1)) + 1) if match and found else None

    return read


def tag(*elements: str) -> Reader:
    """Read the text of the first XML element, of those named in order of preference, that says something we know."""

    def read(text: str) -> Declared | None:
        text = without_comments(text)
        found = (match for name in elements for match in re.finditer(rf"<{name}\b[^>]*>([^<]{{1,300}})</{name}>", text))
        read = ((match, value(match[1])) for match in found)
        known = ((match, each) for match, each in read if each and each.expression)
        return next((each._replace(line=text.count("\n", 0, match.start()) + 1) for match, each in known), None)

    return read


def pom(text: str) -> Declared | None:
    """Read the project's own `<licenses>`: several are joined by AND, as Maven doesn't say."""
    text = without_comments(text)
    block = re.search(r"<licenses>(.*?)</licenses>", text, re.DOTALL)
    if block is None:
        return None
    written = [name.strip() for name in re.findall(r"<name>([^<]{1,200})</name>", block.group(1))]
    read = value(written, "AND")
    return read and read._replace(line=text.count("\n", 0, block.start()) + 1)


def without_comments(text: str) -> str:
    """Return an XML text with its comments emptied, lines kept."""
    return re.sub(r"<!--(?:.*?-->|.*\Z)", lambda comment: "\n" * comment.group().count("\n"), text, flags=re.DOTALL)


def description(text: str) -> Declared | None:
    """Read R's `License:` field (Writing R Extensions, 1.1.2): ``GPL (>= 3) | file LICENSE``."""
    match = re.search(r"^License:[ \t]*(.{1,300})$", text, re.MULTILINE)
    if match is None:
        return None
    parts = [re.sub(r"\+?\s*file LICEN[CS]E", "", part).strip() for part in match.group(1).split("|")]
    meant = [meaning(re.sub(r"\(\s*>=\s*([\d.]+)\s*\)", r"\1 or later", part)) for part in parts]
    line = text.count("\n", 0, match.start()) + 1
    return Declared(expressions.join("OR", meant), match.group(1).strip()[:200], line)


def dep5(text: str) -> Declared | None:
    """Read the licence of the paragraph on all files of ``.reuse/dep5`` (Debian's copyright format 1.0)."""
    start = 0
    for paragraph in re.split(r"(\n\s*\n)", text):
        found = re.search(r"^License:[ \t]*(.{1,200})$", paragraph, re.MULTILINE)
        if found and re.search(r"^Files:\s*\*\s*$", paragraph, re.MULTILINE):
            read = value(found[1])
            return read and read._replace(line=text.count("\n", 0, start + found.start()) + 1)
        start += len(paragraph)
    return None
