# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""From a hit to a finding from which the secret can't be read."""

import hashlib
import hmac
import math
import re
from collections import Counter

from scanner.detectors.secrets.engine import Hit
from scanner.detectors.secrets.rules import Rule
from scanner.detectors.secrets.text import Place
from scanner.models import Confidence, Finding

SHOWN_FROM = 16
"""Secrets at least this long show their first two characters, which help to find them; shorter ones nothing."""

_ORDER = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
_MESSAGES = {
    "password": "A password is written in the code.",
    "sql-password": "A password is written in the code.",
    "ldap-bind": "The password of a directory is written in the code.",
    "api-key": "A key or token is written in the code.",
    "private-key": "A private key is in the code.",
    "putty-key": "A private key is in the code.",
    "openvpn-static-key": "A private key is in the code.",
    "keystore": "A store of keys or passwords is in the code.",
    "keytab": "A store of keys or passwords is in the code.",
    "django-secret-key": "The key that signs sessions is written in the code.",
    "rails-master-key": "The key that signs sessions is written in the code.",
    "wordpress-salt": "The key that signs sessions is written in the code.",
    "rails-secret-key-base": "The key that signs sessions is written in the code.",
    "url-credentials": "An address holds a password.",
    "generic-credential-uri": "An address holds a password.",
    "url-parameter": "An address holds a key or token.",
    "htpasswd": "The hash of a password is in the code.",
    "password-hash": "The hash of a password is in the code.",
    "shadow": "The hash of a password is in the code.",
}
_DEFAULT_MESSAGE = "The key or token of a service is written in the code."


def lowest(*levels: Confidence) -> Confidence:
    """Return the lowest of some levels of confidence."""
    return min(levels, key=rank)


def rank(level: Confidence) -> int:
    """Return a level's place, from 0 for the lowest."""
    return _ORDER.index(level)


def fingerprint(key: bytes, secret: str | bytes) -> str:
    """Return the keyed hash (32 hex digits) under which equal secrets are grouped, whatever rule found them.

    Quotes and white space around don't count; in a PEM block, neither do its line breaks, real or escaped.
    """
    content = secret if isinstance(secret, bytes) else _normalised(secret).encode("utf-8", errors="replace")
    return hmac.new(key, content, hashlib.sha256).hexdigest()[:32]


def key_id(key: bytes) -> str:
    """Return a name for a fingerprint key, from which the key can't be found."""
    return hmac.new(key, b"ouvrage fingerprint key", hashlib.sha256).hexdigest()[:8]


def redacted(secret: str) -> str:
    """Return what may be shown of a secret: its length, and two characters when it is long."""
    return f"{secret[:2]}… ({len(secret)})" if len(secret) >= SHOWN_FROM else f"… ({len(secret)})"


def entropy(secret: str) -> float:
    """Return Shannon's entropy in bits a character, to one decimal."""
    counts, total = Counter(secret), len(secret)
    return round(-sum(count / total * math.log2(count / total) for count in counts.values()), 1) + 0.0 if total else 0.0


def secret_finding(
    hit: Hit, rule: Rule, place: Place, confidence: Confidence, likelihood: float, key: bytes
) -> Finding:
    """Return the finding of one secret; its `data` is {kind, engine_rule, redacted, length, entropy, likelihood}."""
    return Finding(
        rule=f"secret-{rule.kind}",
        line=place.line,
        end_line=place.end_line,
        confidence=confidence,
        message=message(rule.kind),
        fingerprint=fingerprint(key, hit.secret),
        data={
            "kind": rule.kind,
            "engine_rule": hit.rule,
            "redacted": redacted(hit.secret),
            "length": len(hit.secret),
            "entropy": entropy(hit.secret),
            "likelihood": round(likelihood, 2),
        },
    )


def message(kind: str) -> str:
    """Return the sentence shown for a kind: an English source text, without values."""
    return _MESSAGES.get(kind, _DEFAULT_MESSAGE)


def _normalised(secret: str) -> str:
    if "-----BEGIN" in secret:
        return re.sub(r"\s+|\\[nr]", "", secret)
    return secret.strip().strip("\"'`").strip()
