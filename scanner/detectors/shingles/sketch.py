# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Sketches: the hashes of a text's shingles that fall under a bound, so that those of any two texts can be compared.

A shingle is `LENGTH` tokens in a row. Keeping the hashes under a bound (FracMinHash, Irber et al., 2022) keeps the same
shingles wherever they stand: the share of one sketch found in another estimates the share of the text.
"""

import base64
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

LENGTH = 12
DENSITY = 8
"""One shingle in so many is kept."""
BITS = 40
"""Of the hash below the bound: enough for a billion of them."""

Hashes = NDArray[np.uint64]

_BYTES = BITS // 8
_SHIFT = np.uint64(64 - BITS - (DENSITY.bit_length() - 1))
_BOUND = np.uint64(1 << BITS)
_POWERS = np.array([pow(0x9E3779B97F4A7C15, place, 1 << 64) for place in range(LENGTH)], np.uint64)


def sketch(tokens: Sequence[str]) -> Hashes:
    """Return the kept hashes of a text's shingles, in order, each once; those of other machines are the same."""
    if len(tokens) < LENGTH:
        return np.empty(0, np.uint64)
    hashes = np.fromiter((_hash(token) for token in tokens), np.uint64, len(tokens))
    shingles = np.zeros(len(tokens) - LENGTH + 1, np.uint64)
    for place, power in enumerate(_POWERS):
        shingles += hashes[place : place + len(shingles)] * power
    kept = _mixed(shingles) >> _SHIFT
    return np.unique(kept[kept < _BOUND])


def pack(hashes: Hashes | Sequence[int]) -> str:
    """Return a sketch as text: five bytes a hash, in base 64."""
    wide = np.asarray(hashes, ">u8").view(np.uint8).reshape(-1, 8)
    return base64.b64encode(wide[:, 8 - _BYTES :].tobytes()).decode("ascii")


def unpack(text: str) -> Hashes:
    """Return the sketch that `pack` wrote.

    Raises:
        ValueError: it isn't one.
    """
    narrow = np.frombuffer(base64.b64decode(text, validate=True), np.uint8).reshape(-1, _BYTES)
    wide = np.zeros((len(narrow), 8), np.uint8)
    wide[:, 8 - _BYTES :] = narrow
    return wide.view(">u8").reshape(-1).astype(np.uint64)


@lru_cache(maxsize=200_000)
def _hash(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _mixed(values: Hashes) -> Hashes:
    """Spread each bit over all others (the finalizer of SplitMix64), so that a bound takes no side."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
