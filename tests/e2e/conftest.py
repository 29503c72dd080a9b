# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of whole commands share."""

import time

import pytest

from tests.e2e.depots import Alone, build_depots, scan


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    """Scan a folder of four repositories on one machine, left in peace."""
    work = tmp_path_factory.mktemp("alone")
    folder = build_depots(work / "depots", 4, 30)
    started = time.monotonic()
    done = scan(folder, work / "alone.db", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return Alone(folder, work / "alone.db", time.monotonic() - started)
