# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Names of servers that only resolve inside networks of the State, and private addresses (RFC 1918) in use."""

import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.detectors.personal.hits import Hit, Text, before, token_before
from scanner.models import Confidence

_NAME = frozenset((string.ascii_lowercase + string.digits + ".-_").encode())
_NAME_MOST = 200
_END = rb"(?![\w-]|\.\w)"
_OCTET = rb"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_PRIVATE = (
    (b"192.168.", _OCTET + rb"\." + _OCTET),
    (b"10.", _OCTET + rb"\." + _OCTET + rb"\." + _OCTET),
    (b"172.", rb"(?:1[6-9]|2\d|3[01])\." + _OCTET + rb"\." + _OCTET),
)
_NO_MORE = rb"(?![\w/]|\.\d|-\d)"
_IN_URL = re.compile(rb"://(?:[^\s/@]{0,60}@)?$|\b[\w.-]{1,32}@$")
_NAMED = re.compile(
    rb"(?:host(?:name|s)?|h[o\xc3]\xb4?te|serveurs?|servers?|addr(?:ess)?e?|ip|url|uri|proxy|gateway|passerelle|dns|ntp|smtp|ldap"
    rb"|ssh|scp|rsync|ping|telnet|curl|wget|endpoint|jdbc|upstream|allow|node|master|no_proxy)"
    rb"[\w.-]{0,16}[\"'\])]{0,2}(?:\s{0,4}[=:(,]{1,2}>?\s{0,4}|[ \t]{1,3})[\"'\[]?$",
    re.IGNORECASE,
)
_LISTED = re.compile(rb"^\s*-\s+[\"']?$")
_NAMES_IT = re.compile(rb"[ \t]+[a-z][\w.-]+", re.IGNORECASE)
_VERSION = re.compile(rb"version|(?:[=<>~^!]=|[~^])\s?[\"']?$|\bv$", re.IGNORECASE)
_PORT = re.compile(rb":\d{2,5}(?!\d)")


class Hosts:
    """Recognises internal host names for a policy; `data` is {suffix}: what is known of the network, not the host."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        self._internal = [(_whole(entry["suffix"]), Confidence(entry["confidence"])) for entry in policy["internal"]]
        labels, under, private, names = (policy[key] for key in ("labels", "under", "private", "state_names"))
        last = "|".join(sorted({*policy["last_labels"], *private.split("|")}))
        self._end = re.compile(rf"\.(?:{last})".encode() + _END)
        self._label = re.compile(rf"(?:^|\.)((?:{labels})\.(?:[a-z0-9-]+\.){{0,4}}(?:{under})(?:\.gouv)?(?:\.fr)?)$")
        self._private = re.compile(rf"(?:^|\.)((?:{names})(?:\.[a-z0-9-]+){{0,2}}\.(?:{private}))$")

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield the host names of a text that an internal network alone knows."""
        for match in self._end.finditer(text.lower):
            labels = token_before(text.lower, match.start(), _NAME, _NAME_MOST).decode("ascii").lstrip("-._")
            host, start = f"{labels}{match[0].decode('ascii')}", match.start() - len(labels)
            alone = "." if text.raw[start - 2 : start] == b"//" else ""
            known = self._known(f"{alone}{host}") if labels else None
            if known and text.raw[start - 1 : start] != b"@":
                suffix, confidence = known
                yield Hit("internal-host", start, match.end(), host, confidence, {"suffix": suffix})

    def _known(self, host: str) -> tuple[str, Confidence] | None:
        """Return the internal suffix of a host and how telling it is, None when the host is public."""
        for pattern, confidence in self._internal:
            if found := pattern.search(host):
                return found[1], confidence
        if found := self._label.search(host) or self._private.search(host):
            return found[1], Confidence.MEDIUM
        return None


def _whole(suffix: str) -> re.Pattern[str]:
    return re.compile(rf"\.({suffix})$", re.IGNORECASE)


class Addresses:
    """Recognises private addresses that are used, as a URL, a port or the name of a setting shows."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        self._samples = re.compile(policy["samples"])
        self._common = re.compile(policy["common"])
        self._patterns = [
            (prefix, re.compile(re.escape(prefix) + rb"(?<![\w.-]" + b"." * len(prefix) + b")" + rest + _NO_MORE))
            for prefix, rest in _PRIVATE
        ]

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield the private addresses in use; `data` is {network}: the block of RFC 1918."""
        for prefix, pattern in self._patterns:
            if prefix not in text.raw:
                continue
            for match in pattern.finditer(text.raw):
                address = match[0].decode("ascii")
                if not self._samples.search(address) and _in_use(text.raw, match):
                    confidence = Confidence.LOW if self._common.search(address) else Confidence.MEDIUM
                    network = prefix.decode("ascii").rstrip(".")
                    yield Hit("internal-address", match.start(), match.end(), address, confidence, {"network": network})


def _in_use(text: bytes, match: re.Match[bytes]) -> bool:
    preceding = before(text, match.start())
    if _VERSION.search(preceding):
        return False
    if _IN_URL.search(preceding) or _NAMED.search(preceding) or _LISTED.search(preceding):
        return True
    named = not preceding.strip() and _NAMES_IT.match(text, match.end())  # as in /etc/hosts
    return bool(named or _PORT.match(text, match.end()))
