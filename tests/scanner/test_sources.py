# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Sources: what people write is read as far as it can be, and the rest is told with its line."""

from datetime import date
from pathlib import Path

import pytest

from scanner.declared import Sources
from scanner.models import ForgeKind, Problem, Visibility
from scanner.sources import read_sources

TODAY = date(2026, 11, 22)
DATA = Path(__file__).parents[2] / "../shared/data/codegouvfr"


def _read(*words: str) -> Sources:
    return read_sources(words, today=TODAY)


def _file(folder: Path, text: str, name: str = "sources.yml") -> Sources:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return _read(str(path))


def _lines(sources: Sources) -> dict[int, str]:
    return {problem.line: problem.reason for problem in sources.problems}


def _crawled(sources: Sources) -> dict[str, list[str]]:
    return {entry.forge.host: [owner.login for owner in entry.owners] for entry in sources.entries}


# --- words of the command line ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "host", "kind", "login"),
    [
        ("https://github.com/etalab", "github.com", ForgeKind.GITHUB, "etalab"),
        ("https://github.com/orgs/etalab/", "github.com", ForgeKind.GITHUB, "etalab"),
        ("https://GitHub.com/etalab?tab=repositories", "github.com", ForgeKind.GITHUB, "etalab"),
        ("https://gitlab.com/groups/ministere/sous-groupe", "gitlab.com", ForgeKind.GITLAB, "ministere/sous-groupe"),
        ("https://gitlab.com/ministere/-/projects", "gitlab.com", ForgeKind.GITLAB, "ministere"),
        ("https://gitlab.example.fr", "gitlab.example.fr", ForgeKind.GITLAB, ""),
        ("https://github.example.fr:8443/dinum", "github.example.fr:8443", ForgeKind.GITHUB, "dinum"),
        ("gitlab+https://git.example.fr", "git.example.fr", ForgeKind.GITLAB, ""),
        ("gitlab+http://127.0.0.1:8080/dinum", "127.0.0.1:8080", ForgeKind.GITLAB, "dinum"),
        ("gogs+https://git.example.fr/dinum", "git.example.fr", ForgeKind.GOGS, "dinum"),
        ("gitea+https://git.example.fr/org/dinum", "git.example.fr", ForgeKind.GITEA, "dinum"),
        ("https://codeberg.org/dinum", "codeberg.org", ForgeKind.FORGEJO, "dinum"),
        ("https://git.sr.ht/~dinum", "git.sr.ht", ForgeKind.SOURCEHUT, "~dinum"),
        ("sourcehut+https://git.example.fr/~dinum/", "git.example.fr", ForgeKind.SOURCEHUT, "~dinum"),
        ("https://bitbucket.org/dinum", "bitbucket.org", ForgeKind.BITBUCKET, "dinum"),
        ("https://bitbucket.org/dinum/workspace/repositories/", "bitbucket.org", ForgeKind.BITBUCKET, "dinum"),
        ("https://bitbucket.example.fr", "bitbucket.example.fr", ForgeKind.BITBUCKET, ""),
        ("https://bitbucket.example.fr/projects/MIN", "bitbucket.example.fr", ForgeKind.BITBUCKET, "MIN"),
        ("bitbucket+https://git.example.fr/users/jeanne/repos", "git.example.fr", ForgeKind.BITBUCKET, "~jeanne"),
    ],
)
def test_the_address_of_a_forge_or_of_an_owner(word: str, host: str, kind: ForgeKind, login: str) -> None:
    sources = _read(word)
    assert sources.problems == []
    (entry,) = sources.entries
    assert (entry.forge.host, entry.forge.kind) == (host, kind)
    assert [owner.login for owner in entry.owners] == ([login] if login else [])


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("https://git.example.fr/dinum", "as in gitlab+https://git.example.fr/dinum"),
        ("svn+https://git.example.fr/dinum", "as in gitlab+https://git.example.fr/dinum"),
        ("https://github.com", "open to everybody: name an owner"),
        ("https://gitlab.com/", "open to everybody: name an owner"),
        ("https://github.com/etalab/csvapi", "one repository: give its owner, https://github.com/etalab"),
        ("https://git.sr.ht/~dinum/outil", "one repository: give its owner, https://git.sr.ht/~dinum"),
        ("https://codeberg.org/dinum/outil", "one repository: give its owner, https://codeberg.org/dinum"),
        ("https://bitbucket.org/dinum/outil", "one repository: give its owner, https://bitbucket.org/dinum"),
        ("https://bitbucket.x.fr/projects/MIN/repos/outil/browse", "its owner, https://bitbucket.x.fr/projects/MIN"),
        ("https://bitbucket.x.fr/users/jeanne/repos/outil", "its owner, https://bitbucket.x.fr/users/jeanne"),
        ("https://bitbucket.org", "open to everybody: name an owner"),
        ("https://git.sr.ht", "open to everybody: name an owner, as in https://git.sr.ht/~OWNER"),
        ("sourcehut+https://git.x.fr", "lists one account at a time: name an owner, as in https://git.x.fr/~OWNER"),
        ("https://github.com/-upload-pack", "isn't the name of an owner"),
        ("https://gitlab.com/groupe/../../etc", "isn't the name of an owner"),
        ("https://gitlab.com/groupe/%2e%2e/etc", "isn't the name of an owner"),
        ("https://git lab.com/groupe", "an address holds no space"),
        ("https://gitlab_é.com/groupe", "isn't the name of a host"),
        ("github.com/etalab", "write https://github.com/etalab"),
        ("git@github.com:etalab", "only https addresses"),
        ("ssh://git@github.com/etalab", "only https addresses"),
        ("--upload-pack=touch x", "can't be the name of a source"),
        ("a\nb", "can't be the name of a source"),
        ("", "can't be the name of a source"),
        ("nowhere", "give a folder, a sources file, or an address"),
    ],
)
def test_a_word_that_is_not_a_source_is_told_with_its_mend(word: str, reason: str) -> None:
    sources = _read(word)
    assert sources.entries == []
    assert reason in sources.problems[0].reason


def test_a_token_in_an_address_is_refused_and_not_repeated() -> None:
    token = "a-token-" + "in-the-address"
    for address in (f"https://oauth2:{token}@gitlab.example.fr/dinum", f"ssh://{token}@x.fr/y"):
        sources = _read(address)
        assert sources.entries == []
        assert token not in repr(sources)
    assert "OUVRAGE_TOKEN_GITLAB_EXAMPLE_FR" in _read(f"https://x:{token}@gitlab.example.fr/d").problems[0].reason


def test_a_folder_is_taken_by_its_real_path_with_the_visibility_asked_for(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (entry,) = read_sources([str(tmp_path / "link")], visibility=Visibility.PUBLIC, today=TODAY).entries
    assert (entry.path, entry.visibility, entry.forge.host) == (str(tmp_path / "real"), Visibility.PUBLIC, "folder")
    assert entry.source == entry.path


def test_a_source_named_twice_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(_read("https://github.com/etalab", "https://github.com/etalab").entries) == 1
    (tmp_path / "depots").mkdir()
    (tmp_path / "link").symlink_to("depots")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    ways = ("depots", "depots/", "./depots", "~/depots", "link", str(tmp_path / "depots"))
    assert [entry.source for entry in _read(*ways).entries] == [str(tmp_path / "depots")]


# --- sources files ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not DATA.is_dir(), reason="the national list isn't at ../shared/data")
def test_the_national_list_is_read_without_loss() -> None:
    sources = _read(str(DATA / "comptes-organismes-publics.yml"))
    assert len(sources.entries) + len(sources.skipped) == 93
    assert len(sources.skipped) == 17
    assert sum(len(entry.owners) for entry in sources.entries) == 300
    assert [entry.forge.kind for entry in sources.entries].count(ForgeKind.GOGS) == 1
    assert _lines(sources) == {773: "'pso_id' stands twice in the same mapping: only the first is read"}
    schools = next(entry for entry in sources.entries if entry.forge.host == "forge.apps.education.fr")
    assert {owner.pso_id for owner in schools.owners} == {schools.forge.pso_id}


@pytest.mark.skipif(not DATA.is_dir(), reason="the national list isn't at ../shared/data")
def test_the_older_list_of_platforms_is_read_without_loss() -> None:
    sources = _read(str(DATA / "platforms.csv"))
    assert len(sources.entries) + len(sources.problems) == 95
    assert all("name its owners" in problem.reason for problem in sources.problems)


def test_a_forge_without_owners_is_wholly_taken(tmp_path: Path) -> None:
    sources = _file(tmp_path, "git.example.fr:\n  forge: gitlab\n")
    assert _crawled(sources) == {"git.example.fr": []}
    assert sources.entries[0].source == f"{tmp_path}/sources.yml:1"


def test_owners_inherit_what_is_said_of_their_forge(tmp_path: Path) -> None:
    ours, theirs = "db2b74d4-4dbc-4d7d-ba1b-5762e2cb06b8", "da837b24-afa7-46ab-b56a-427dd4bcc159"
    text = f"""
gitlab.com:
  forge: gitlab
  pso_id: {ours}
  floss_policy: https://example.fr/politique
  owners:
    un:
    deux:
      pso_id: {theirs}
"""
    (entry,) = _file(tmp_path, text).entries
    assert [owner.pso_id for owner in entry.owners] == [ours, theirs]
    assert {owner.floss_policy for owner in entry.owners} == {"https://example.fr/politique"}


def test_what_is_ignored_is_left_from_that_day_on(tmp_path: Path) -> None:
    text = """
git.ancien.fr:
  forge: gitlab
  ignored_since: 2024-08-09
git.demain.fr:
  forge: gitlab
  ignored_since: 2099-01-01
gitlab.com:
  forge: gitlab
  owners:
    un:
    deux:
      ignored_since: 2026-11-22
"""
    sources = _file(tmp_path, text)
    assert _crawled(sources) == {"git.demain.fr": [], "gitlab.com": ["un"]}
    assert [one.what for one in sources.skipped] == ["git.ancien.fr", "gitlab.com/deux"]
    assert sources.skipped[0].reason == f"ignored since 2024-08-09 ({tmp_path}/sources.yml:2)"


def test_a_forge_whose_owners_are_all_left_is_not_taken_whole(tmp_path: Path) -> None:
    text = "git.example.fr:\n  forge: gitlab\n  owners:\n    un:\n      ignored_since: 2020-01-01\n"
    assert _file(tmp_path, text).entries == []


def test_each_thing_that_is_not_understood_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
git.un.fr:
  forge: gitlabb
git.deux.fr:
  forge: gitlab
  pso: x
  pso_id: not-a-uuid
  ospo_url: javascript:alert(1)
  ignored_since: 2024-13-45
git.trois.fr: gitlab
-option:
  forge: gitlab
github.com:
  forge: github
  owners:
    ../etc:
    -upload-pack:
    a/b:
    etalab: 3
    no:
      pso_id:
git.quatre.fr:
  forge: gitlab
  owners: []
gitlab.com:
  forge: gitlab
git.cinq.fr:
  owners:
    un:
git.six.fr:
  forge: sourcehut
"""
    sources = _file(tmp_path, text)
    assert _crawled(sources) == {"git.deux.fr": [], "github.com": ["etalab", "no"]}
    assert sorted(_lines(sources)) == [2, 5, 6, 7, 8, 9, 10, 15, 16, 17, 18, 23, 24, 26, 29]
    assert "did you mean gitlab?" in _lines(sources)[2]
    assert "did you mean pso_id?" in _lines(sources)[5]


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("git.un.fr\n  forge: gitlab\n", 4),
        ("git.un.fr:\n  forge: [gitlab\n", 5),
        ('git.un.fr:\n  forge: "gitlab\n', 5),
        ("git.un.fr:\n\tforge: gitlab\n", 5),
        ("git.un.fr: *alias\n", 4),
        ("}\n", 4),
    ],
)
def test_what_is_not_yaml_costs_no_more_than_itself(tmp_path: Path, broken: str, line: int) -> None:
    before, after = "# notes\ngit.zero.fr:\n  forge: gitlab\n", "git.deux.fr:\n  forge: gitlab\n"
    sources = _file(tmp_path, before + broken + after)
    assert {"git.zero.fr", "git.deux.fr"} <= set(_crawled(sources))
    assert line in _lines(sources)


def test_the_owners_below_a_broken_line_go_to_no_other_forge(tmp_path: Path) -> None:
    text = (
        "git.un.fr:\n  forge: gitlab\ngitlab.com\n  forge: gitlab\n  owners:\n    un:\ngit.deux.fr:\n  forge: gitlab\n"
    )
    assert _crawled(_file(tmp_path, text)) == {"git.un.fr": [], "git.deux.fr": []}


def test_a_key_that_stands_twice_is_told_and_the_first_stays(tmp_path: Path) -> None:
    sources = _file(tmp_path, "git.un.fr:\n  forge: gitlab\ngit.un.fr:\n  forge: github\n")
    assert [entry.forge.kind for entry in sources.entries] == [ForgeKind.GITLAB]
    assert "stands twice" in _lines(sources)[3]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "can't be read"),
        (b"a: b\x00c\n", "not valid YAML"),
        (b"- git.un.fr\n", "must be a mapping"),
        (b"x" * 5_000_001, "larger than"),
        (b"[" * 100_000, "not valid YAML"),
    ],
)
def test_a_file_that_is_something_else_is_one_problem(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "sources.yml"
    path.write_bytes(content)
    sources = _read(str(path))
    assert sources.entries == []
    assert any(reason in problem.reason for problem in sources.problems)
    assert len(sources.problems) <= 21


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert _file(tmp_path, "# nothing yet\n") == ([], [], [])


def test_lines_of_a_csv_are_read_one_by_one(tmp_path: Path) -> None:
    text = "domain_name,platform\ngit.un.fr,gitlab\ngit.deux.fr\nnot a host,gitlab\ngit.trois.fr,svn\n\n"
    sources = _file(tmp_path, text, "platforms.csv")
    assert _crawled(sources) == {"git.un.fr": []}
    assert sorted(_lines(sources)) == [3, 4, 5]
    assert _file(tmp_path, "a;b\n", "other.csv").problems == [
        Problem(file=f"{tmp_path}/other.csv", line=1, reason="the first line must be domain_name,platform")
    ]
