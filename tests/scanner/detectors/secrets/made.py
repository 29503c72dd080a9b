# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets that never were, drawn when the tests run: this file is scanned by what it tests."""

import hashlib
import string

ALNUM = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase + string.digits
HEXA = "0123456789abcdef"
SYMBOLS = ALNUM + "!#%+?"


def draw(length: int, alphabet: str = ALNUM, seed: str = "") -> str:
    """Return characters that look drawn at random and are the same at each run."""
    stream = b""
    while len(stream) < length:
        stream += hashlib.sha256(f"{seed}{length}{alphabet}{len(stream)}".encode()).digest()
    return "".join(alphabet[byte % len(alphabet)] for byte in stream[:length])


def uuid(seed: str = "") -> str:
    """Return a value in the form of a UUID."""
    return "-".join(draw(length, HEXA, f"{seed}{index}") for index, length in enumerate((8, 4, 4, 4, 12)))


def private_key(kind: str = "RSA ") -> str:
    """Return a PEM block of the right form, with nothing in it."""
    body = "\n".join(draw(64, ALNUM + "+/", str(line)) for line in range(12))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----\n"


def jwt() -> str:
    """Return three parts joined by dots, of which the first two begin as JSON objects do in base 64."""
    return ".".join(("ey" + "J" + draw(30), "ey" + "J" + draw(60), draw(43)))
