# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Folders: every repository once, whatever its layout, and nothing outside."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.errors import ForgeUnreachable
from scanner.forges import open_forge
from scanner.forges.interface import Page, Settings
from scanner.forges.remotes import parse_remote
from scanner.hosts import FOLDER_HOST, FOLDER_URL
from scanner.models import Forge, ForgeKind, Repository, SourceEntry, Visibility
from tests.conftest import MakeRepository


def _pages(folder: Path, visibility: Visibility = Visibility.PRIVATE) -> list[Page]:
    forge = Forge(host=FOLDER_HOST, kind=ForgeKind.FOLDER, url=FOLDER_URL)
    entry = SourceEntry(source=str(folder), forge=forge, path=str(folder), visibility=visibility)
    return list(open_forge(entry, Settings(environ={})).list_all())


def _list(folder: Path) -> list[Repository]:
    return [repository for page in _pages(folder) for repository in page.repositories]


def _skipped(folder: Path) -> dict[str, str]:
    return {one.what: one.reason for page in _pages(folder) for one in page.skipped}


def _git(*arguments: str | Path, at: Path) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *identity, *arguments], cwd=at, check=True, capture_output=True)


def test_work_trees_and_bare_repositories_at_any_depth(make_repository: MakeRepository, tmp_path: Path) -> None:
    make_repository("dinum/annuaire").write("a", "1").commit()
    make_repository("insee/stat/outils.git", bare=True)
    pages = _pages(tmp_path)
    assert pages[0].expected == 2
    first, second = (repository for page in pages for repository in page.repositories)
    assert first == Repository(
        host="folder",
        owner="dinum",
        name="annuaire",
        full_name="dinum/annuaire",
        forge_id=str(tmp_path / "dinum/annuaire"),
        html_url="https://folder.invalid/dinum/annuaire",
        clone_url=str(tmp_path / "dinum/annuaire/.git"),
        visibility=Visibility.PRIVATE,
        default_branch="main",
    )
    assert (second.full_name, second.clone_url) == ("stat/outils", str(tmp_path / "insee/stat/outils.git"))
    assert [owner.login for owner in pages[1].owners] == ["dinum", "stat"]


def test_the_visibility_is_the_one_asked_for(make_repository: MakeRepository, tmp_path: Path) -> None:
    make_repository("dinum/annuaire")
    repositories = [one for page in _pages(tmp_path, Visibility.PUBLIC) for one in page.repositories]
    assert [one.visibility for one in repositories] == [Visibility.PUBLIC]


def test_a_bare_directory_needs_no_configuration(make_repository: MakeRepository, tmp_path: Path) -> None:
    bare = make_repository("dinum/annuaire", bare=True).path
    (bare / "config").unlink()
    assert [one.full_name for one in _list(tmp_path)] == ["dinum/annuaire"]


@pytest.mark.parametrize("below", ["", ".git"])
def test_a_folder_that_is_one_repository(make_repository: MakeRepository, tmp_path: Path, below: str) -> None:
    root = make_repository("dinum/annuaire").path
    assert [one.full_name for one in _list(root / below)] == ["dinum/annuaire"]


def test_the_walk_stops_at_the_root_of_a_repository(make_repository: MakeRepository, tmp_path: Path) -> None:
    make_repository("dinum/annuaire")
    make_repository("dinum/annuaire/vendor/other")
    assert [one.name for one in _list(tmp_path)] == ["annuaire"]


def test_a_linked_worktree_is_not_counted_twice(make_repository: MakeRepository, tmp_path: Path) -> None:
    root = make_repository("dinum/annuaire")
    root.write("a", "1").commit()
    _git("worktree", "add", "-q", tmp_path / "dinum/essai", at=root.path)
    assert [one.name for one in _list(tmp_path)] == ["annuaire"]
    assert "linked worktree" in _skipped(tmp_path)[str(tmp_path / "dinum/essai")]


def test_a_submodule_is_not_counted_as_a_repository(make_repository: MakeRepository, tmp_path: Path) -> None:
    library = make_repository("autre/bibliotheque")
    library.write("a", "1").commit()
    top = make_repository("dinum/annuaire").path
    _git("submodule", "--quiet", "add", library.path, "lib/bibliotheque", at=top)
    make_repository("dinum/annuaire/lib/local")
    assert [one.name for one in _list(top / "lib")] == ["local"]
    assert "submodule" in _skipped(top / "lib")[str(top / "lib/bibliotheque")]


def test_a_git_directory_kept_apart_counts_when_it_is_inside(make_repository: MakeRepository, tmp_path: Path) -> None:
    for folder in ("in/objets", "in/dinum", "out"):
        (tmp_path / folder).mkdir(parents=True)
    _git("init", "-q", "--separate-git-dir", tmp_path / "in/objets/un", tmp_path / "in/dinum/un", at=tmp_path)
    _git("init", "-q", "--separate-git-dir", tmp_path / "out/deux", tmp_path / "in/dinum/deux", at=tmp_path)
    assert [one.clone_url for one in _list(tmp_path / "in")] == [str(tmp_path / "in/objets/un")]
    assert "outside the folder" in _skipped(tmp_path / "in")[str(tmp_path / "in/dinum/deux")]


def test_symbolic_links_are_not_followed(make_repository: MakeRepository, tmp_path: Path) -> None:
    outside = make_repository("outside/secret").path
    make_repository("in/dinum/annuaire")
    (tmp_path / "in/dinum/boucle").symlink_to(tmp_path / "in")
    (tmp_path / "in/dinum/dehors").symlink_to(outside)
    faux = tmp_path / "in/dinum/faux"
    faux.mkdir()
    (faux / ".git").symlink_to(outside / ".git")
    assert [one.name for one in _list(tmp_path / "in")] == ["annuaire"]
    assert len(_skipped(tmp_path / "in")) == 3


def test_an_empty_repository_is_a_repository(tmp_path: Path) -> None:
    _git("init", "-q", "--initial-branch=trunk", tmp_path / "dinum/vide", at=tmp_path)
    assert [(one.name, one.default_branch) for one in _list(tmp_path)] == [("vide", "trunk")]


def test_a_detached_head_names_no_branch(make_repository: MakeRepository, tmp_path: Path) -> None:
    one = make_repository("dinum/annuaire")
    commit = one.write("a", "1").commit()
    (one.path / ".git/HEAD").write_text(f"{commit}\n")
    assert [one.default_branch for one in _list(tmp_path)] == [""]


def test_odd_names_are_shown_escaped_and_encoded_in_addresses(make_repository: MakeRepository, tmp_path: Path) -> None:
    make_repository("mi nistère/a\nb?")
    (one,) = _list(tmp_path)
    assert (one.owner, one.name) == ("mi nistère", "a\\nb?")
    assert one.html_url == "https://folder.invalid/mi%20nist%C3%A8re/a%5Cnb%3F"
    assert Path(one.clone_url).is_dir()


def test_a_path_that_is_not_text_is_left_with_the_reason(make_repository: MakeRepository, tmp_path: Path) -> None:
    make_repository("dinum/annuaire")
    odd = os.fsencode(tmp_path) + b"/dinum/caf\xe9"
    subprocess.run(["git", "init", "-q", odd], check=True)
    assert [one.name for one in _list(tmp_path)] == ["annuaire"]
    assert "isn't valid UTF-8" in _skipped(tmp_path)[f"{tmp_path}/dinum/caf\\xe9"]


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/etalab/csvapi.git",
        "https://agent:" + "a-secret" + "@github.com/etalab/csvapi",
        "ssh://git@github.com:22/etalab/csvapi.git",
        "git@github.com:etalab/csvapi.git",
    ],
)
def test_the_remote_gives_host_owner_and_address_without_credentials(
    make_repository: MakeRepository, tmp_path: Path, address: str
) -> None:
    make_repository("clones/x").repo.create_remote("origin", address)
    pages = _pages(tmp_path)
    (one,) = (repository for page in pages for repository in page.repositories)
    assert (one.host, one.full_name, one.html_url) == (
        "github.com",
        "etalab/csvapi",
        "https://github.com/etalab/csvapi",
    )
    assert one.clone_url == str(tmp_path / "clones/x/.git")
    assert "a-secret" not in repr(pages)
    assert pages[1].owners[0].html_url == "https://github.com/etalab"


@pytest.mark.parametrize(
    "address",
    [
        "/srv/git/annuaire.git",
        "../annuaire",
        "file:///srv/x/y",
        "ext::sh -c touch% x",
        "https://github.com/seul",
        "https://github.com/../etc/passwd",
        "alias:etalab/csvapi",
        "git@github.com:--upload-pack/x",
        "",
    ],
)
def test_other_remotes_say_nothing(address: str) -> None:
    assert parse_remote(address) is None


def test_nested_groups_and_ports_are_kept() -> None:
    remote = parse_remote("https://git.example.fr:8443/groupe/sous/depot.git")
    assert remote is not None
    assert (remote.host, remote.owner, remote.name) == ("git.example.fr:8443", "groupe/sous", "depot")


def test_the_configuration_of_a_repository_is_not_obeyed(make_repository: MakeRepository, tmp_path: Path) -> None:
    one = make_repository("dinum/annuaire")
    trap, other = tmp_path / "trapped", tmp_path / "included"
    other.write_text('[remote "origin"]\n\turl = https://github.com/from/inclusion\n')
    with (one.path / ".git/config").open("a") as config:
        config.write(f"[include]\n\tpath = {other}\n[core]\n\tfsmonitor = touch {trap}\n\tsshCommand = touch {trap}\n")
    assert [one.host for one in _list(tmp_path)] == ["folder"]
    assert not trap.exists()


def test_two_clones_of_one_repository_count_once(make_repository: MakeRepository, tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_repository(f"clones/{name}").repo.create_remote("origin", "https://github.com/etalab/csvapi")
    assert [one.clone_url for one in _list(tmp_path)] == [str(tmp_path / "clones/a/.git")]
    assert "the same repository as" in _skipped(tmp_path)[str(tmp_path / "clones/b")]


def test_parents_of_the_same_name_go_by_their_path(make_repository: MakeRepository, tmp_path: Path) -> None:
    for path in ("nord/outils/a", "sud/Outils/b", "dinum/c"):
        make_repository(path)
    assert [one.full_name for one in _list(tmp_path)] == ["dinum/c", "nord/outils/a", "sud/Outils/b"]


def test_names_that_clash_stay_apart(make_repository: MakeRepository, tmp_path: Path) -> None:
    make_repository("dinum/outil")
    make_repository("dinum/outil.git", bare=True)
    make_repository("dinum/autre")
    assert [one.full_name for one in _list(tmp_path)] == ["dinum/autre", "dinum/outil", "dinum/outil.git"]


def test_a_false_git_directory_is_said_and_the_walk_goes_on(make_repository: MakeRepository, tmp_path: Path) -> None:
    (tmp_path / "faux/.git").mkdir(parents=True)
    make_repository("faux/dinum/annuaire")
    assert [one.name for one in _list(tmp_path)] == ["annuaire"]
    assert _skipped(tmp_path) == {str(tmp_path / "faux/.git"): "it isn't a Git directory"}


def test_a_pipe_where_a_file_should_be_blocks_nothing(make_repository: MakeRepository, tmp_path: Path) -> None:
    config = make_repository("dinum/annuaire").path / ".git/config"
    config.unlink()
    os.mkfifo(config)
    assert [one.host for one in _list(tmp_path)] == ["folder"]


def test_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(ForgeUnreachable, match="no Git repository found"):
        _pages(tmp_path)


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """Give a folder that everybody can reach, and drop root's rights for the time of the test."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        folder.chmod(0o755)
        yield folder
        if os.getuid() == 0:
            os.seteuid(0)
        for closed in folder.rglob("*"):
            if closed.is_dir():
                closed.chmod(0o755)


def test_a_folder_that_cannot_be_read_is_said(unprivileged: Path) -> None:
    _git("init", "-q", unprivileged / "dinum/annuaire", at=unprivileged)
    closed = unprivileged / "ferme"
    closed.mkdir(mode=0o000)
    if os.getuid() == 0:
        os.seteuid(65534)
    assert [one.name for one in _list(unprivileged)] == ["annuaire"]
    assert "can't be read: Permission denied" in _skipped(unprivileged)[str(closed)]
