# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Shingles: a sketch of each source's text, by which the same code is recognised in other repositories."""

from scanner.detectors.shingles.detector import NAME, ROOTS, ShinglesDetector, shingles_detector

__all__ = ["NAME", "ROOTS", "ShinglesDetector", "shingles_detector"]
