# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files that are secrets as a whole: key stores, password safes, Kerberos keys, told by name and first bytes."""

import struct
from typing import NamedTuple

from scanner.models import Confidence

_JAVA = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")
_TRUSTED_CERTIFICATE = 2


class Keystore(NamedTuple):
    """What the file is."""

    kind: str
    form: str
    confidence: Confidence


def recognise(data: bytes) -> Keystore | None:
    """Return what a file named like a key store really is, or None when its first bytes say something else.

    Java key stores and keytabs: formats of the JDK and of MIT Kerberos; PKCS#12: RFC 7292; KDBX: KeePass.
    """
    if data[:4] in _JAVA:
        only_trust = len(data) < 16 or struct.unpack(">I", data[12:16])[0] == _TRUSTED_CERTIFICATE
        # A store whose first entry is somebody's certificate mostly holds nothing but certificates.
        return Keystore("keystore", "java", Confidence.LOW if only_trust else Confidence.HIGH)
    if data[:4] == b"\x03\xd9\xa2\x9a":
        return Keystore("keystore", "keepass", Confidence.HIGH)
    if data[:2] in (b"\x05\x02", b"\x05\x01"):
        return Keystore("keytab", "kerberos", Confidence.HIGH)
    # An ASN.1 sequence that begins with the integer 3 is a PKCS#12 bag.
    if data[:1] == b"\x30" and b"\x02\x01\x03" in data[1:10]:
        return Keystore("keystore", "pkcs12", Confidence.MEDIUM)
    return None
