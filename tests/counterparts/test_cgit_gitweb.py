# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Forges without an API, as small administrations run them: cgit and gitweb behind nginx, and a list of addresses."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import RepositoryBuilder
from tests.counterparts import debian
from tests.counterparts.command import ouvrage, stored
from tests.counterparts.debian import DebianForge
from tests.fault_proxy import FaultProxy, Rule
from tests.fault_strikes import drops, says

pytestmark = [
    pytest.mark.debian,
    pytest.mark.skipif(bool(debian.missing()), reason=f"not installed here: {', '.join(debian.missing())}"),
]
NAMES = ("aides", "calcul", "impots")
OURS = ("--private-host", "127.0.0.1")
"""A list may come from anybody: its hosts on private addresses are asked only if they are vouched for."""


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DebianForge]:
    """Three bare repositories of one ministry."""
    folder = tmp_path_factory.mktemp("debian")
    for name in NAMES:
        built = RepositoryBuilder(folder / "built" / name)
        built.write("README.md", f"# {name}\n\nUn calcul.\n").write(f"{name}.py", f'NOM = "{name}"\n').commit()
        bare = folder / "root" / "dinum" / f"{name}.git"
        subprocess.run(["git", "clone", "--quiet", "--bare", str(built.path), str(bare)], check=True)
        subprocess.run(["git", "--git-dir", str(bare), "update-server-info"], check=True)
        built.close()
    with debian.serve(folder / "root") as served:
        yield served


def listed(folder: Path, urls: list[str]) -> Path:
    """Write a list of addresses."""
    path = folder / "depots.txt"
    path.write_text("".join(f"{url}\n" for url in urls))
    return path


def test_what_gitweb_lists_is_crawled_and_scanned_over_smart_http_failures_mended_by_the_next_run(
    forge: DebianForge, tmp_path: Path
) -> None:
    assert sorted(url.rpartition("/")[2] for url in forge.clone_urls) == [f"{name}.git" for name in NAMES]
    with FaultProxy(forge.url, Rule(says(500), "calcul.git/git-upload-pack", first=3)) as proxy:
        sources = listed(tmp_path, [url.replace(forge.url, proxy.url) for url in forge.clone_urls])
        words = ("run", sources, *OURS, "--format", "json", "--jobs", "1")
        failed = ouvrage(*words, cwd=tmp_path)
        proxy.rules = []
        mended = ouvrage(*words, cwd=tmp_path)
    assert (failed.code, failed.report["blobs_read"]) == (3, 4), failed.err
    assert (failed.report["sources"][0]["seen"], "calcul" in str(failed.report["skipped"])) == (3, True)
    assert (mended.code, mended.report["blobs_read"], mended.report["skipped"]) == (0, 2, []), mended.err
    assert (mended.report["repositories"], mended.report["unchanged"]) == (3, 2)
    assert [name.rpartition("/")[2] for name in stored(tmp_path)] == list(NAMES)
    assert (tmp_path / "public" / "index.html").is_file()


def test_what_cgit_shows_is_crawled_over_its_own_plain_http(forge: DebianForge, tmp_path: Path) -> None:
    shown = re.findall(r"class='toplevel-repo'><a href='(/cgit/[^']+?)/?'", forge.read("/cgit/"))
    assert len(shown) == 3
    urls = [forge.url + path for path in shown]
    done = ouvrage("crawl", listed(tmp_path, urls), *OURS, "--format", "json", cwd=tmp_path)
    assert done.code == 0, done.err
    assert [name.rpartition("/")[2] for name in stored(tmp_path)] == list(NAMES)


def test_a_list_that_nobody_vouches_for_reaches_no_private_address(forge: DebianForge, tmp_path: Path) -> None:
    with FaultProxy(forge.url) as proxy:
        done = ouvrage("crawl", listed(tmp_path, [f"{proxy.url}/git/dinum/aides.git"]), cwd=tmp_path)
        assert proxy.requests == []
    assert (done.code, "--private-host 127.0.0.1" in done.err) == (4, True)


@pytest.mark.parametrize("strike", [says(500), says(404), drops], ids=["500", "404", "dropped"])
def test_one_address_that_fails_costs_only_itself_and_is_named(
    forge: DebianForge, tmp_path: Path, strike: object
) -> None:
    with FaultProxy(forge.url, Rule(strike, "calcul")) as proxy:  # type: ignore[arg-type]
        urls = [url.replace(forge.url, proxy.url) for url in forge.clone_urls]
        done = ouvrage("crawl", listed(tmp_path, urls), *OURS, "--format", "json", cwd=tmp_path)
    assert done.code == 3, done.err
    assert [name.rpartition("/")[2] for name in stored(tmp_path)] == ["aides", "impots"]
    assert "calcul" in str(done.report["sources"][0]["skipped"])
