# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Versions from tags: numbered, dated and bounded, with nobody's address and harmless names."""

from pathlib import Path

import pytest

from scanner.git import Mirror, mirror_folder
from scanner.models import Release
from scanner.tags import MAX_RELEASES, read_releases
from tests.building import RepositoryBuilder
from tests.conftest import MakeRepository
from tests.forging import Forged

_TAGGER = b"tagger A <agent@example.org> 1700000000 +0100\n"


def _tag(source: RepositoryBuilder, name: str, message: str = "", date: str = "2024-03-01T10:00:00+01:00") -> None:
    with source.repo.git.custom_environment(
        GIT_COMMITTER_NAME="A", GIT_COMMITTER_EMAIL="agent@example.org", GIT_COMMITTER_DATE=date
    ):
        source.repo.git.tag(*(("-a", "-m", message) if message else ()), name)


def _read(source: RepositoryBuilder, tmp_path: Path) -> tuple[tuple[Release, ...], str]:
    return read_releases(mirror_folder(source.git_dir, tmp_path / "mirror.git"))


def test_versions_come_the_last_first_with_the_date_of_the_tag_or_of_its_commit(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    source = make_repository()
    first = source.commit(date="2024-01-01T12:00:00+02:00")
    _tag(source, "v1.0")
    second = source.commit(date="2024-02-01T12:00:00+00:00")
    _tag(source, "v2.0", "Version 2, la paie\n\nDes détails")
    assert _read(source, tmp_path) == (
        (
            Release("v2.0", "Version 2, la paie", "2024-03-01T09:00:00Z", second),
            Release("v1.0", "", "2024-01-01T10:00:00Z", first),
        ),
        "",
    )


@pytest.mark.parametrize("name", ["latest", "production", "é"])
def test_a_tag_without_a_number_is_no_version(make_repository: MakeRepository, tmp_path: Path, name: str) -> None:
    source = make_repository()
    source.commit()
    _tag(source, name)
    assert _read(source, tmp_path) == ((), "")


def test_nobodys_address_is_in_the_name_of_a_version(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.commit()
    _tag(source, "v1", "Version 1 par Canari <canari@exemple.gouv.fr>")
    [release], _ = _read(source, tmp_path)
    assert release.name == ""


def _forged(tmp_path: Path) -> tuple[Forged, str, str]:
    forged = Forged(tmp_path / "forged.git")
    blob = forged.blob(b"texte")
    return forged, forged.commit(forged.tree([])), blob


def test_what_marks_no_commit_is_no_version_and_a_tag_without_a_real_date_has_that_of_its_commit(
    tmp_path: Path,
) -> None:
    forged, commit, blob = _forged(tmp_path)
    forged.write("refs/tags/fichier-1", blob.encode() + b"\n")
    undated = forged.put("tag", b"object %b\ntype commit\ntag ancien-1\n\nSans date\n" % commit.encode())
    forged.write("refs/tags/ancien-1", undated.encode() + b"\n")
    broken = b"object %b\ntype commit\ntag futur-1\ntagger A <a@b> 99999999999999999 +0000\n\nX\n" % commit.encode()
    forged.write("refs/tags/futur-1", forged.put("tag", broken).encode() + b"\n")
    releases, problem = read_releases(Mirror(forged.git_dir))
    dates = {release.tag: release.published_at for release in releases}
    assert dates == dict.fromkeys(("futur-1", "ancien-1"), "2023-11-14T22:13:20Z")
    assert problem == ""


def test_hostile_names_are_escaped_and_bounded(tmp_path: Path) -> None:
    forged, commit, _ = _forged(tmp_path)
    names = [b"1\xff", "1\u202egpj".encode(), b"1<script>", b"1$(touch>pwned)", b"-rf1", b"1" * 201]
    tag = b"object %b\ntype commit\ntag x\n" % commit.encode() + _TAGGER + b"\n\x1b[31mRouge \x00 suite\n"
    lines = [forged.put("tag", tag).encode() + b" refs/tags/" + name + b"\n" for name in names]
    forged.write("packed-refs", b"# pack-refs with: peeled fully-peeled \n" + b"".join(lines))
    releases, _ = read_releases(Mirror(forged.git_dir))
    assert {release.tag for release in releases} == {*("1\\xff", "1\\u202egpj", "1<script>", "1$(touch>pwned)", "-rf1")}
    assert {release.name for release in releases} == {"\\x1b[31mRouge"}
    assert not list(tmp_path.rglob("pwned"))


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    forged, commit, _ = _forged(tmp_path)
    lines = []
    for day in range(MAX_RELEASES + 20):
        dated = b"tagger A <a@b> %d +0000\n\nX\n" % (1_700_000_000 + day * 86_400)
        tag = forged.put("tag", b"object %b\ntype commit\ntag v%d\n" % (commit.encode(), day) + dated)
        lines.append(f"{tag} refs/tags/v{day}\n".encode())
    forged.write("packed-refs", b"# pack-refs with: sorted \n" + b"".join(sorted(lines)))
    releases, _ = read_releases(Mirror(forged.git_dir))
    assert len(releases) == MAX_RELEASES
    assert releases[0].tag == f"v{MAX_RELEASES + 19}"


def test_tags_that_cant_be_read_are_said(tmp_path: Path) -> None:
    forged, commit, _ = _forged(tmp_path)
    forged.write("refs/tags/v1", forged.put("tag", b"object %b\ntype commit\n" % commit.encode()).encode() + b"\n")
    forged.break_object((forged.git_dir / "refs/tags/v1").read_text().strip())
    releases, problem = read_releases(Mirror(forged.git_dir))
    assert releases == ()
    assert problem.startswith("its versions can't be told: git for-each-ref: ")
