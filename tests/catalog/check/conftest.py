# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of the gate share."""

from pathlib import Path

import pytest

from tests.caches import with_compiled_rules


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that checks share, as those of a CI do: what was read of one content is not read again."""
    return with_compiled_rules(tmp_path_factory.mktemp("cache"))
