# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of whole commands share."""

import time
from typing import Any

import pytest

from tests.e2e.browser import CHROMIUM, FLAGS
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


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use Debian's browser rather than one that Playwright would download."""
    return {"executable_path": CHROMIUM, "args": list(FLAGS)}
