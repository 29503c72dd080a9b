# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The first sentence of a README: what its authors say that the code is for."""

import re

_BEGINNING = 10_000
"""Characters looked at."""
_LONGEST = 300
_FEWEST_WORDS = 4
_HIDDEN = re.compile(r"<!--.*?-->|\A---\n.*?\n---\n|^ *(```|~~~).*?(?:^ *\1|\Z)", re.DOTALL | re.MULTILINE)
_NO_PROSE = re.compile(r"[#|=:.\-*+]|\d+[.)] |!\[|\[!\[|\[[^\[\]]{1,200}\]:")
"""How titles, tables, directives, lists, images, badges and the addresses of links begin."""
_CODE = re.compile(r"\n*(?: {4}|\t)")
_RULE = re.compile(r"[=\-~^*_#]{3,}")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_END = re.compile(r"(?<=[.!?…])\s")
_WORD = re.compile(r"[^\W\d_]{2,}")
_PERSONAL = re.compile(r"@|\d(?:[ .]?\d){7}")
"""Addresses and long numbers: a sentence that has one isn't kept, for it may be about a person, or a key."""


def first_sentence(text: str) -> str:
    """Return the first sentence of prose of a README, without its marks, at most 300 characters; "" for none."""
    beginning = _HIDDEN.sub("\n\n", text[:_BEGINNING].replace("\r\n", "\n"))
    prose = (_prose(paragraph) for paragraph in re.split(r"\n\s*\n", beginning))
    sentences = (sentence for words in prose for sentence in _END.split(words))
    told = next((each for each in sentences if _tells(each)), "")
    return "" if _PERSONAL.search(told) else told[:_LONGEST]


def _tells(sentence: str) -> bool:
    return len(_WORD.findall(sentence)) >= _FEWEST_WORDS and not sentence.endswith(("?", "!"))


def _prose(paragraph: str) -> str:
    """Return a paragraph on one line as it would be read; "" when it isn't prose."""
    if _CODE.match(paragraph):
        return ""
    lines = _without_titles([line.strip().removeprefix("> ") for line in paragraph.strip().splitlines()])
    if not lines or _NO_PROSE.match(lines[0]) or " | " in lines[0]:
        return ""
    plain = _TAG.sub(" ", _LINK.sub(r"\1", _IMAGE.sub(" ", " ".join(lines))))
    return " ".join(_MARKS.sub("", plain).split())


def _without_titles(lines: list[str]) -> list[str]:
    """Leave out the titles that a paragraph starts with: ``# Title``, or underlined."""
    while lines:
        underlined = len(lines) > 1 and bool(_RULE.fullmatch(lines[1]))
        if not underlined and not lines[0].startswith("#"):
            break
        lines = lines[2 if underlined else 1 :]
    return lines
