# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Importing this loads ScanCode's index: for a process that others are forked from, so that it is loaded once.

Name it in `multiprocessing.set_forkserver_preload`; what is forked shares the memory and starts at once.
"""

from scanner.detectors.licenses.detector import engine

engine()
