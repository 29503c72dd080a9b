# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Imported by the server that reading processes are forked from, on Linux: the licence engine, loaded once for all.

Each process then starts at once, and holds a fifth of the memory of one that loads the engine itself: the rest is
shared. Should loading fail here, each process tries for itself.
"""

import contextlib
import gc
import os

os.environ["LC_ALL"] = "C.UTF-8"  # as reading processes have it
with contextlib.suppress(Exception):
    from scanner.detectors.licenses.detector import engine

    engine()
gc.collect()
gc.freeze()  # what is loaded never ends: collections needn't touch, and so copy, its pages
