# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the texts of a publiccode.yml must look like: each check says yes or no to a text that was written.

Nothing is fetched: an address is judged as written, never reached.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from scanner.detectors.licenses.expressions import is_spdx
from scanner.publiccode.vocabularies import ALIASES, COUNTRIES, VIDEO_HOSTS

_LONGEST = 2_000
"""Characters of the longest address, expression or name that is looked at."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EMAIL = re.compile(r"[^\s@\"(),:;<>\[\]\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}", re.IGNORECASE)
"""RFC 6838, §4.2."""
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:(?:[a-z0-9()+,.:=@;$_!*'/?#-]|%[0-9a-f]{2})+", re.IGNORECASE)
"""RFC 2141, with the marks that RFC 8141 added."""
_ITALIAN_URN = "urn:x-italian-pa:"
_IPA_CODE = re.compile(r"istsc_[a-z0-9]{10}|ac_v_ao|(?=\w{1,11}$)[a-z0-9]+(?:_[a-z0-9]*)?", re.IGNORECASE | re.ASCII)
"""The shape of the 23 735 codes of Italian administrations (indicepa.gov.it): which of them exist isn't looked up."""
_OR_LATER = re.compile(r"(?<=[\w.])\+(?=[\s)]|$)")
_OTHER_DOCUMENT = re.compile(r"\bDocumentRef-[\w.-]{1,100}:(?=LicenseRef-)")
_PEERTUBE = re.compile(r"/(?:w|videos/watch|videos/embed)/(?:p/)?[\w-]{8,40}")
_LOGOS = ("svg", "svgz", "png")
_SCREENSHOTS = ("png", "jpg", "jpeg")


class Check(NamedTuple):
    """A test of a text, and what is said of one that fails; the message may hold `{value}`."""

    test: Callable[[str], bool]
    message: str


def split(text: str) -> SplitResult | None:
    """Return the parts of an address, or None when it isn't one that could be followed."""
    if not text or len(text) > _LONGEST or re.search(r"[\s\x00-\x1f\x7f]", text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def is_url(text: str) -> bool:
    """Tell whether the text is an absolute address, of any scheme."""
    parts = split(text)
    if parts is None or not parts.scheme:
        return False
    if parts.scheme == "file":
        return parts.path not in ("", "/")
    opaque = bool(parts.path) and not parts.path.startswith("/")
    return bool(parts.hostname or parts.fragment or opaque)


def is_web_url(text: str) -> bool:
    """Tell whether the text is an http or https address."""
    parts = split(text)
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def is_uri(text: str) -> bool:
    """Tell whether the text is an address with a host, or a URN."""
    parts = split(text)
    if parts is None:
        return False
    return bool(_URN.fullmatch(text)) if parts.scheme == "urn" else bool(parts.scheme and parts.hostname)


def is_organisation_uri(text: str) -> bool:
    """Tell whether the text may name an organisation: an address, a URN, and for Italy's URNs a code that could be."""
    if text.lower().startswith(_ITALIAN_URN):
        return is_ipa_code(text[len(_ITALIAN_URN) :])
    return is_uri(text)


def is_ipa_code(text: str) -> bool:
    """Tell whether the text looks like the code of an Italian administration."""
    return bool(_IPA_CODE.fullmatch(text))


def is_support(text: str) -> bool:
    """Tell whether the text names a standard that software supports: a known alias, an address or a URN."""
    name = text.removeprefix("alias:")
    return name in ALIASES if name != text else is_uri(text)


def is_date(text: str) -> bool:
    """Tell whether the text is a day written YYYY-MM-DD."""
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_email(text: str) -> bool:
    """Tell whether the text has the shape of an e-mail address."""
    return len(text) <= _LONGEST and bool(_EMAIL.fullmatch(text))


def is_media_type(text: str) -> bool:
    """Tell whether the text has the shape of a media type (RFC 6838)."""
    return bool(_MEDIA_TYPE.fullmatch(text.strip(" ")))


def is_country(text: str) -> bool:
    """Tell whether the text is an ISO 3166-1 alpha-2 code, all in capitals or all in small letters."""
    return text.upper() in COUNTRIES and text in (text.upper(), text.lower())


def is_licence(text: str) -> bool:
    """Tell whether the text is an SPDX expression whose every id is of the SPDX list, or a LicenseRef.

    `+` (SPDX 2.3, annex D) and references to other SPDX documents are taken off first.
    """
    return len(text) <= _LONGEST and is_spdx(_OTHER_DOCUMENT.sub("", _OR_LATER.sub("", text)))


def is_video(text: str) -> bool:
    """Tell whether the address is one of a video site that speaks oEmbed."""
    if not is_web_url(text):
        return False
    parts = urlsplit(text)
    return _PEERTUBE.match(parts.path) is not None or any(name in VIDEO_HOSTS for name in _domains(parts.hostname))


def _domains(host: str | None) -> Iterator[str]:
    """Yield a host and the domains it is under."""
    labels = (host or "").split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))


def is_inside(text: str) -> bool:
    """Tell whether the text is a path of the repository, from its root, or a web address."""
    return not text.startswith("/") and not text.lower().startswith("file:")


def is_relative(text: str) -> bool:
    """Tell whether the text is a path, not an address."""
    parts = split(text)
    return parts is None or not parts.scheme


def is_logo(text: str) -> bool:
    """Tell whether the name isn't that of another format than SVG, SVGZ and PNG."""
    return _extension_is(text, _LOGOS)


def is_screenshot(text: str) -> bool:
    """Tell whether the name isn't that of another format than PNG and JPG."""
    return _extension_is(text, _SCREENSHOTS)


def _extension_is(text: str, accepted: tuple[str, ...]) -> bool:
    """Tell whether a name has one of the extensions; an address may have none, and serve the right format."""
    parts = split(text)
    path = parts.path if parts and parts.scheme else text
    extension = path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
    return extension in accepted or (not extension and bool(parts and parts.scheme))
