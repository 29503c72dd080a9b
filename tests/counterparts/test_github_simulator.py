# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Another GitHub than ours, written by others from GitHub's own description: the npm package of a simulator.

Its REST API knows nothing of pages: whatever page is asked for, it gives the whole list, without a `Link` header.
"""

from pathlib import Path

import pytest

from tests.counterparts.command import ouvrage, stored
from tests.counterparts.npm import serve_github
from tests.fault_proxy import FaultProxy, Rule
from tests.fault_strikes import drops

pytestmark = pytest.mark.node


def test_an_organisation_is_listed_whole(tmp_path: Path) -> None:
    with serve_github("etalab", 60) as url:
        env = {"OUVRAGE_API_GITHUB_COM": url, "OUVRAGE_TOKEN_GITHUB_COM": "the-good-one"}
        done = ouvrage("crawl", "https://github.com/etalab", "--format", "json", cwd=tmp_path, env=env)
    assert done.code == 0, done.err
    assert stored(tmp_path) == sorted(f"etalab/depot-{number}" for number in range(60))
    assert "the-good-one" not in done.out + done.err


def test_a_server_that_gives_the_same_page_for_ever_doesnt_hold_the_crawl(tmp_path: Path) -> None:
    with serve_github("etalab", 150) as url, FaultProxy(url, Rule(drops, first=20)) as proxy:
        env = {"OUVRAGE_API_GITHUB_COM": proxy.url, "OUVRAGE_TOKEN_GITHUB_COM": "the-good-one"}
        done = ouvrage("crawl", "https://github.com/etalab", "--format", "json", cwd=tmp_path, env=env)
        assert len(proxy.requests) < 20
    assert done.code in (0, 3), done.err
    assert len(stored(tmp_path)) == 150
