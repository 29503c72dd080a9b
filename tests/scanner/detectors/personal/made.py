# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Persons who never were, drawn when the tests run: no real person's number is written in this repository."""

import hashlib
from collections.abc import Iterator

GIVEN = ("Marie", "Jean", "Luc", "Claire", "Hugo", "Nadia", "Paul", "Sophie")
FAMILY = ("Ferrandier", "Quillevin", "Marsaudon", "Tessonneau", "Broussard", "Kerlidou", "Vauzelle", "Darnaud")


def digits(length: int, seed: str) -> str:
    """Return digits that look drawn at random and are the same at each run; the first isn't 0."""
    drawn = str(int(hashlib.sha256(seed.encode()).hexdigest(), 16) + 10**80)
    return drawn[1 : length + 1]


def nir(sex: str = "2", month: str = "07", place: str = "31", seed: str = "") -> str:
    """Return a NIR of 15 characters with its right key, reckoned here by another way than the detector's."""
    year, commune, order = "83", f"{int(digits(3, seed + 'c')) % 900 + 50:03}", f"{int(digits(3, seed)) % 900 + 50:03}"
    number = f"{sex}{year}{month}{place}{commune}{order}"
    value = int(number.replace("2A", "20").replace("2B", "20"))
    value -= {"2A": 1, "2B": 2}.get(place, 0) * 1_000_000
    return f"{number}{97 - value % 97:02}"


def spaced(number: str) -> str:
    """Return a NIR as it is printed on a card."""
    parts = (number[0], number[1:3], number[3:5], number[5:7], number[7:10], number[10:13], number[13:])
    return " ".join(parts)


def iban(bank: str = "14707", seed: str = "") -> str:
    """Return a French IBAN with both its keys right."""
    branch, account = "00021", digits(11, f"account {seed}")
    rib = 97 - int(f"{bank}{branch}{account}00") % 97
    body = f"{bank}{branch}{account}{rib:02}"
    return f"FR{98 - int(body + '152700') % 97:02}{body}"


def mobile(seed: str = "") -> str:
    """Return a mobile number of ten digits that nobody would make up."""
    return "0" + "67"[len(seed) % 2] + "48" + digits(6, f"mobile {seed}")


def in_pairs(number: str, separator: str = " ") -> str:
    """Return a phone number as it is written: two digits by two."""
    return separator.join(number[index : index + 2] for index in range(0, 10, 2))


def persons(number: int) -> Iterator[tuple[str, str, str]]:
    """Yield given name, family name and date of birth."""
    for index in range(number):
        given, family = GIVEN[index % len(GIVEN)], FAMILY[(index * 3 + index // 8) % len(FAMILY)]
        yield given, family, f"{index % 28 + 1:02}/{index % 12 + 1:02}/19{60 + index % 40}"


def address(domain: str, index: int = 0) -> str:
    """Return the mailbox of a person under a domain."""
    return f"{GIVEN[index]}.{FAMILY[index]}@{domain}".lower()
