# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Copyright statements, in French and English: the years and the holder that a line names.

"Copyright (c) 2019-2021 Exemple", "© Ministère de l'Exemple", "@author Exemple", REUSE's tags… Words about copyright
("the above copyright notice") aren't statements.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scanner.detectors.rights.text import Context, Line, Text, context, lines_holding

WORDS = (b"copyright", b"\xa9", b"&copy;", b"(c)", b"author", b"auteur", b"developpe", b"developed by", b"realise")
MAX_HOLDER = 100
_YEAR = r"(?:19[6-9]\d|20[0-4]\d)"
_UNTIL = r"(?:present|now|today|aujourd'hui|maintenant|ce jour)"
_AND = r"\s*(?:-|/|,|&|to|et|and|à)\s*"
_YEARS = rf"(?P<years>{_YEAR}(?:{_AND}(?:{_YEAR}|\d{{2}}(?!\d)|{_UNTIL}))*|\d{{2}}/\d{{2}}/{_YEAR})"
_SIGN = r"(?:copyright\b|copyrighted by\b|(?<!Ã)©|&copy;|\(c\)|(?:spdx-)?(?:file|snippet)copyrighttext\s*:)"
_STATEMENT = re.compile(
    rf"(?P<sign>(?:{_SIGN}[\s:;,]*)+)(?:(?:by|de|of|par)\s+)?(?:{_YEARS}[\s,.:;)-]*)?(?:(?:by|par)\s+)?(?P<holder>[^\s].*)?$",
    re.IGNORECASE,
)
_YEARS_FIRST = re.compile(rf"{_YEARS}\s*(?:©|&copy;|\(c\))\s*(?P<holder>[^\s].*)$", re.IGNORECASE)
_AUTHOR = re.compile(r"@author\b[\s:=\"'{]*(?P<holder>[^\s].*)$", re.IGNORECASE)
_CUT = re.compile(r"\b(?:institut|ministère|direction|université|agence|conseil|centre|école)\s*$", re.IGNORECASE)
_CREDIT = re.compile(
    r"^\W*(?:auteurs?|authors?|(?:développée?s?|réalisée?s?) par|developed by)\b\s*:?\s+(?P<holder>\w.*)$",
    re.IGNORECASE,
)
_TRAILING_YEARS = re.compile(rf"[\s,(]+{_YEARS}\)?$", re.IGNORECASE)
_LEADING = re.compile(rf"^(?:{_SIGN}|c\)|{_YEARS}|[\s:,;.-])+", re.IGNORECASE)
_END = re.compile(
    r"\s*(?:\*/|-->|--%>|#\}|\?>|</|<br|<a\b|[|•·\\;{}\"`]|\ball rights?\b|\btous (?:les )?droits\b|\bhttps?:|\bwww\."
    r"|\blicen[cs]ed?\b|\b(?:released|distributed|available|published|dual|and other|under the)\b"
    r"|\bthis (?:file|library|program)\b"
    r"|\b(?:sous licence|diffusée? sous)\b|(?<!\binc)\.\s+(?=[A-Z][a-z]{2,})|\s-\s|\s/\s).*$",
    re.IGNORECASE,
)
_OTHER_WORDS = (
    "act and are author can claim date des directive et file for from header headers here holder holders if in il"
    " information infringement interest international is law laws licence license licences licenses link mark"
    " material may must notice notices of on or organization ou owner owners page par policy protected protection"
    " shall sign statement statements string subject symbol template text that the|above this to treaties treaty"
    " when where which will work works year years your yyyy à name|of"
)
_NOT_A_HOLDER = re.compile(
    rf"(?:(?:{'|'.join(word.replace('|', ' ') for word in _OTHER_WORDS.split(' '))})\b|[^\w\s]|[\d_])", re.IGNORECASE
)
_ADDRESS = re.compile(r"<?[\w.+-]+(?:@|\s+at\s+|\(at\))(?P<domain>[\w-]+(?:\.[\w-]+)+)>?", re.IGNORECASE)


class Statement(NamedTuple):
    """One statement. Years are 0 when not told; `author` tells an `@author` from a copyright."""

    holder: str
    domain: str
    """Of the e-mail address beside the name, or "" (the address itself is left out of `holder`)."""
    first: int
    last: int
    line: int
    author: bool
    credit: bool = False
    """Whether only words such as "Author:" say so, which counts for organizations that are known."""


def statements(text: Text, form: str) -> Iterator[Statement]:
    """Yield the statements of a text, at most one a line; a string of code makes one only by the word itself."""
    words = [word for word in WORDS if word in text.folded]
    for line in lines_holding(text, words)[0]:
        found = parse(_whole(text, line), line)
        if found and not (form in {"code", "script"} and _is_shown(text, line, form)):
            yield found


def _whole(text: Text, line: Line) -> str:
    """Return a line, with the next one when it ends within the name of an institution."""
    written = text.written[line.start : line.end].decode("latin-1")
    if not _CUT.search(written):
        return written
    after = text.written[line.end + 1 : line.end + 1 + MAX_HOLDER].decode("latin-1").partition("\n")[0]
    return f"{written.rstrip()} {after.strip(' */#;-')}"


def _is_shown(text: Text, line: Line, form: str) -> bool:
    """Return whether a line of code only shows a © to people."""
    said = text.folded[line.start : line.end]
    return b"copyright" not in said and context(text, line, form, line.end) is Context.STRING


def parse(written: str, line: Line) -> Statement | None:
    """Return the statement that a line makes, or None."""
    written = " ".join(written.split())
    author = _AUTHOR.search(written)
    if author:
        return _statement(_LEADING.sub("", author["holder"]), "", line, author=True)
    match = _YEARS_FIRST.search(written) or _STATEMENT.search(written)
    if match is None or not match["holder"]:
        return _credit(written, line)
    years, sign = match["years"] or "", match.groupdict().get("sign") or "©"
    if not years and not _is_a_statement(written[: match.start()], sign, match["holder"]):
        return None
    return _statement(match["holder"], years, line, author=False)


def _credit(written: str, line: Line) -> Statement | None:
    match = _CREDIT.match(written)
    found = _statement(match["holder"], "", line, author=True) if match else None
    return found and found._replace(credit=True)


def _is_a_statement(before: str, sign: str, holder: str) -> bool:
    """Without years: a sign that can't be an ordinary word, or the word at the start of what the line says."""
    signs = sign.lower()
    if "copyright" in signs and ("(c)" in signs or "©" in signs):
        return True
    if "©" in signs or "&copy;" in signs or "copyrighttext" in signs:
        return holder[:1].isupper()
    if _TRAILING_YEARS.search(clean(holder)):
        return holder[:1].isupper()
    return "copyright" in signs and holder[:1].isupper() and not re.search(r"\w", before.replace("@", ""))


def _statement(raw: str, years: str, line: Line, *, author: bool) -> Statement | None:
    address = _ADDRESS.search(raw)
    said = _ADDRESS.sub("", raw)
    holder = clean(re.sub(r"[()]", " ", said) if author else said)  # an author's employer stands in parentheses
    if not (holder or address) or (holder and _NOT_A_HOLDER.match(holder)):
        return None
    after = _TRAILING_YEARS.search(holder)
    if after:
        holder, years = holder[: after.start()], years + after.group()
    told = [int(year) for year in re.findall(_YEAR, years)]
    domain = address["domain"].lower() if address else ""
    return Statement(holder, domain, min(told, default=0), max(told, default=0), line.number, author)


def clean(raw: str) -> str:
    """Return a holder's name without what follows it on the line."""
    name = re.sub(r"<[^<>]*>|\([^()]*\)", " ", _END.sub("", raw, count=1))
    name = re.sub(r"&(?:amp|nbsp|#\d+|[a-z]+);", " ", name)
    return " ".join(name.split())[:MAX_HOLDER].strip(" \t.,:;*/#<>()[]'-=!")
