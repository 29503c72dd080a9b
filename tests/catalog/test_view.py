# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Two sealed views of one store: all of it for those inside, and nothing closed for the public."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.crawl_choices import DirectoryFiles
from catalog.database import Store
from catalog.directory import join
from catalog.publication import load_publication
from catalog.registers import Algorithm, Registers
from catalog.registers.models import Request, Requester
from catalog.view import Audience, ReferentEntry, View
from catalog.view_builder import build_view
from scanner.errors import UsageError
from scanner.models import Bounded, Confidence, Fact, Forge, ForgeKind, Owner, Skipped, Visibility
from tests.catalog import filling as f

CLOSED = "canari-proprio/canari-depot"
CANARIES = (
    *("canari-proprio", "canari-depot", "canari-chemin", "canari-commit", "canari-secret", "canari-description"),
    *("canari-courriel", "canari-machine", "canari-forge", "canari-disparu", "canari-source", "canari-message"),
)
PUBLISH_ONE = f"""
version: 1
closed:
  publish: listed
  repositories:
    - repository: {f.HOST}/Prestations/Aides
      purpose: {{fr: Calcul des aides, en: Computation of benefits}}
    - repository: {f.HOST}/prestations/faute-de-frappe
      purpose: {{fr: Inconnu}}
"""


def _policies(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "publication.yml").write_text(text, encoding="utf-8")
    return folder


def _closed(store: Store, full_name: str) -> int:
    """Save a closed repository with points, blockers and canaries everywhere."""
    repository_id = f.repository(store, full_name, description="canari-description")
    facts = [*f.rules("canari-chemin/calcul.py", share=0.3), f.module("canari-chemin/lib", used_by=["canari-machine"])]
    facts += [Fact(detector="community", rule="community-readme", path="canari-chemin/README.md", message="A README")]
    place = f.secret(store, "canari-chemin/prod.env", fingerprint="canari-secret")
    f.scan(store, repository_id, facts, [f.file("canari-chemin/calcul.py")], [place], commit="canari-commit")
    return repository_id


def _fill(store: Store) -> None:
    opened = f.repository(store, "etalab/ouvert", Visibility.PUBLIC, "github.com", topics=("impôt",), stars=3)
    licence = {"expression": "MIT", "agreement": "single", "sources": [{"path": "LICENSE", "line": 1}]}
    facts = [
        Fact(detector="licenses", rule="licence-declared", path="LICENSE", line=1, data=licence),
        Fact(detector="community", rule="community-readme", path="LISEZMOI.md", message="A README"),
        f.module("lib/b", 0.4),
        f.module("lib/a", 0.9),
        *f.rules("calcul/é t.py", share=0.1),
    ]
    f.scan(store, opened, facts, places=[f.secret(store, "x.env")])
    _closed(store, CLOSED)
    store.save_owner(Owner(host=f.HOST, login="canari-proprio", email="canari-courriel@exemple.fr"))
    store.save_forge(Forge(host="canari-forge.local", kind=ForgeKind.GITLAB, url="https://canari-forge.local"))
    gone = f.repository(store, "etalab/canari-disparu", Visibility.PUBLIC, "github.com")
    with store.writing() as connection:
        connection.execute("UPDATE repositories SET gone_at = '2024-01-01T00:00:00Z' WHERE id = ?", (gone,))
        for source in ("/canari-machine/depots", "/canari-source.yml:3", f"https://{f.HOST}/canari-proprio"):
            _crawl(store, source)
        _crawl(store, "https://github.com/etalab")


def _crawl(store: Store, source: str) -> None:
    row = {"source": source, "started_at": "2026-01-01T00:00:00Z", "finished_at": "2026-01-02T00:00:00Z"}
    crawl_id = store.db.table("crawls").insert(row | {"expected": 5, "seen": 4, "outcome": "partial"}).last_pk
    skipped = Skipped(what="canari-depot", reason="canari-message")
    store.db.table("skipped").insert(skipped.model_dump() | {"crawl_id": crawl_id})


def _public(store: Store, policies: Path | None = None) -> View:
    return build_view(store, Audience.PUBLIC, policies)


# --- nothing closed leaks --------------------------------------------------------------------------------------------


def test_no_canary_of_closed_code_is_in_the_public_view(store: Store) -> None:
    _fill(store)
    internal = build_view(store, Audience.INTERNAL).model_dump_json()
    kept_out_of_both = {"canari-secret", "canari-message"}
    assert {canary for canary in CANARIES if canary not in internal} == kept_out_of_both, "else this test tests nothing"
    public = _public(store)
    assert [canary for canary in CANARIES if canary in public.model_dump_json()] == []
    assert (public.withheld, public.to_open) == (1, ())


def test_owners_and_forges_are_those_of_open_code(store: Store) -> None:
    _fill(store)
    view = _public(store)
    assert [(owner.login, owner.repositories_count) for owner in view.owners] == [("etalab", 1)]
    assert [forge.host for forge in view.forges] == ["github.com"]
    assert [entry.source for entry in view.coverage] == ["https://github.com/etalab"]


def test_closed_code_counts_in_the_coverage_of_its_owner_for_those_inside_alone(store: Store) -> None:
    f.repository(store, "etalab/ouvert", Visibility.PUBLIC, "github.com")
    f.repository(store, "Etalab/ferme", Visibility.PRIVATE, "github.com")
    f.repository(store, "autre/ferme", Visibility.PRIVATE, "github.com")
    _crawl(store, "https://github.com/etalab")
    seen = {who: build_view(store, who).coverage[0] for who in Audience}
    assert [(each.expected, each.seen) for each in (seen[Audience.INTERNAL], seen[Audience.PUBLIC])] == [(5, 4), (4, 3)]


def test_a_published_closed_entry_has_the_ministry_of_its_owner(store: Store, tmp_path: Path) -> None:
    _closed(store, "prestations/aides")
    with store.writing() as connection:
        connection.execute("UPDATE owners SET pso_id = 'm'")
        connection.execute("INSERT INTO organizations VALUES ('m', 'Ministère exemplaire', '', 1, 'm', '2026')")
    (entry,) = _public(store, _policies(tmp_path, PUBLISH_ONE)).to_open
    assert entry.ministry == "Ministère exemplaire"


def test_a_closed_entry_is_published_with_its_reasons_and_nothing_else(store: Store, tmp_path: Path) -> None:
    _closed(store, "prestations/aides")
    _closed(store, "prestations/autre")
    view = _public(store, _policies(tmp_path, PUBLISH_ONE))
    (entry,) = view.to_open
    assert (entry.full_name, entry.purpose, entry.purpose_en) == (
        "prestations/aides",
        "Calcul des aides",
        "Computation of benefits",
    )
    assert entry.transparency > 0
    assert (view.withheld, view.owners, view.repositories) == (1, (), ())
    assert [(point.rule, point.path, point.commit, point.line, point.url) for point in entry.points] == [
        (rule, "", "", 0, "") for rule in ("rule-files", "rule-share", "modules")
    ]
    assert sum(point.points for point in entry.points if point.axis == "transparency") == entry.transparency
    assert [canary for canary in CANARIES if canary in view.model_dump_json()] == []


def test_whether_secrets_were_found_cannot_be_told_from_the_public_view(store: Store, tmp_path: Path) -> None:
    policies = _policies(tmp_path, "version: 1\nclosed: {publish: all}\n")
    for name in ("a/sale", "a/propre"):
        places = [f.secret(store, "x.env")] if name == "a/sale" else []
        f.scan(store, f.repository(store, name), f.rules("r.py"), places=places)
    clean, leaky = _public(store, policies).to_open
    assert clean.secrets_checked == leaky.secrets_checked != ""
    differing = {"rank", "full_name", "name"}
    assert clean.model_dump(exclude=differing) == leaky.model_dump(exclude=differing)


@pytest.mark.parametrize(
    "report",
    [
        {
            "bounded": [
                Bounded(blob="0" * 40, path="x", detector="secrets", reason="more than 1000 findings in one file")
            ]
        },
        {
            "bounded": [
                Bounded(
                    blob="0" * 40, path="x", detector="secrets", reason="more than 50000 places to look at in one file"
                )
            ]
        },
        {"problems": [".gitleaks.toml is not read as an allowlist: it isn't of the form that its tool documents"]},
        {"problems": ["comparing all findings with the allowlists takes more than 9 tests: the rest was left"]},
        {"problems": ["there are more than 9 findings: the rest was not compared with the allowlists"]},
    ],
)
def test_that_much_was_found_or_that_allowlists_were_read_does_not_make_secrets_unchecked(
    store: Store, tmp_path: Path, report: dict[str, Any]
) -> None:
    f.scan(store, f.repository(store, "a/b"), places=[f.secret(store, "x.env")], **report)
    (entry,) = _public(store, _policies(tmp_path, "version: 1\nclosed: {publish: all}\n")).to_open
    assert entry.secrets_checked != ""


@pytest.mark.parametrize(
    "report", [{"shallow": True}, {"missing": 2}, {"detectors": {"modules": "1"}}, {"problems": ("x",)}]
)
def test_secrets_count_as_checked_only_when_all_the_history_was_read(
    store: Store, tmp_path: Path, report: dict[str, Any]
) -> None:
    f.scan(store, f.repository(store, "a/b"), **report)
    (entry,) = _public(store, _policies(tmp_path, "version: 1\nclosed: {publish: all}\n")).to_open
    assert entry.secrets_checked == ""


def test_findings_of_open_code_stay_inside(store: Store) -> None:
    _fill(store)
    assert _public(store).repositories[0].findings == ()
    internal = build_view(store, Audience.INTERNAL)
    (group,) = next(entry for entry in internal.repositories if entry.name == "ouvert").findings
    assert (group.rule, group.places[0]["path"]) == ("secret-password", "x.env")


def test_that_closed_code_holds_the_same_file_is_not_told(store: Store) -> None:
    files = [f.file("lib/jours.py")]
    f.scan(store, f.repository(store, "a/ouvert", Visibility.PUBLIC), [f.module("lib")], files)
    f.scan(store, f.repository(store, "b/ferme"), [], files)
    assert {point.rule for point in _public(store).repositories[0].points} == {"modules"}


def test_nor_can_it_be_told_from_the_other_points_of_open_code(store: Store) -> None:
    """Nor that someone asked for it: points are shared out between all that gives some."""
    files = [f.file(f"{module}/jours.py") for module in "abc"]
    opened = f.repository(store, "a/ouvert", Visibility.PUBLIC)
    f.scan(store, opened, [*f.rules("r.py", "s.py", "t.py"), *(f.module(path, 0.77) for path in "abc")], files)
    before = _public(store).repositories
    f.scan(store, f.repository(store, "b/ferme"), [], files)
    day, key = date(2026, 1, 5), f"{f.HOST}/a/ouvert"
    request = Request(file="d.yml", line=1, id="D-1", repository=key, requester=Requester.CITIZEN, received_on=day)
    registers = Registers(today=day, requests=(request,))
    views = [build_view(store, audience, registers=registers) for audience in Audience]
    given = [{point.rule for point in view.repositories[0].points} for view in views]
    assert given[1] - given[0] == {"requests", "shared-files"}
    assert views[0].repositories == before


def test_paths_of_this_machine_are_left_out_of_open_folder_repositories(store: Store) -> None:
    url = "https://folder.invalid/depots/outil"
    f.repository(store, "depots/outil", Visibility.PUBLIC, "folder", forge_id="/srv/depots/outil", html_url=url)
    (entry,) = _public(store).repositories
    assert (entry.forge_id, entry.html_url) == ("", url)
    assert "/srv" not in _public(store).model_dump_json()


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_an_open_repository_carries_its_facts(store: Store) -> None:
    _fill(store)
    (entry,) = _public(store).repositories
    assert entry.community == {"readme": "LISEZMOI.md"}
    assert entry.licence is not None
    assert (entry.licence.expression, entry.licence.legal) == ("MIT", True)
    assert [module.path for module in entry.modules] == ["lib/a", "lib/b"]
    assert (entry.topics, entry.stars, entry.commit) == (("impôt",), 3, f.COMMIT)
    point = next(point for point in entry.points if point.rule == "rule-files")
    assert point.url == f"https://github.com/etalab/ouvert/blob/{f.COMMIT}/calcul/%C3%A9%20t.py#L1"


def test_what_the_forge_told_of_a_repository_stands_until_it_is_scanned(store: Store) -> None:
    f.repository(store, "etalab/liste", Visibility.PUBLIC, "github.com", community={"readme": "README.md"})
    (entry,) = build_view(store, Audience.PUBLIC).repositories
    assert entry.community == {"readme": "README.md"}


def test_those_inside_read_what_scans_said_of_repositories_that_are_gone(store: Store) -> None:
    for name in ("carto", "impots"):
        repository = f.repository(store, f"etalab/{name}", Visibility.PUBLIC, "github.com")
        f.scan(store, repository, [f.module(f"a/{name}"), f.module(f"b/{name}", 0.2)])
        store.lose_repository(repository, f"etalab/{name}")
    entries = build_view(store, Audience.INTERNAL).repositories
    modules = {entry.name: [module.path for module in entry.modules] for entry in entries if entry.gone}
    assert modules == {"carto": ["a/carto", "b/carto"], "impots": ["a/impots", "b/impots"]}


def test_what_is_declared_of_open_code_counts_before_any_scan(store: Store) -> None:
    f.repository(store, "etalab/bareme", Visibility.PUBLIC, "github.com")
    declared = Algorithm(file="declarations/algorithms.yml", line=1, name="Barème", repository="etalab/bareme")
    registers = Registers(today=date(2026, 11, 25), algorithms=(declared,))
    (sheet,) = build_view(store, Audience.PUBLIC, None, registers).algorithms
    assert (sheet.algorithm.name, sheet.repository) == ("Barème", "github.com/etalab/bareme")


def test_the_internal_view_ranks_all_closed_code_with_places_and_blockers(store: Store) -> None:
    _fill(store)
    view = build_view(store, Audience.INTERNAL)
    (entry,) = view.to_open
    assert (entry.full_name, entry.blockers, view.withheld) == (CLOSED, ("secrets-at-head",), 0)
    assert all(point.path for point in entry.points)
    assert [owner.login for owner in view.owners] == ["canari-proprio", "etalab"]


def test_findings_are_grouped_by_fingerprint(store: Store) -> None:
    places = [
        f.secret(store, "a.env", confidence=Confidence.MEDIUM),
        f.secret(store, "b.env"),
        f.secret(store, "c.env", fingerprint="f2"),
    ]
    f.scan(store, f.repository(store, "a/b"), places=places)
    (entry,) = build_view(store, Audience.INTERNAL).repositories
    found = [(group.confidence, [place["path"] for place in group.places]) for group in entry.findings]
    assert found == [("high", ["a.env", "b.env"]), ("high", ["c.env"])]


def test_the_same_store_gives_the_same_view_dated_by_its_data(store: Store) -> None:
    _fill(store)
    with store.writing() as connection:
        connection.execute("UPDATE scans SET scanned_at = '2026-01-01T00:00:00Z'")
    assert _public(store) == _public(store)
    assert _public(store).date == "2026-01-02T00:00:00Z"


def test_an_empty_store_gives_an_empty_view(store: Store) -> None:
    view = _public(store)
    assert (view.date, view.repositories, view.owners, view.forges, view.coverage) == ("", (), (), (), ())


# --- whose it is -----------------------------------------------------------------------------------------------------

BODY = "10000000-0000-4000-8000-000000000000"


def _attach(store: Store, tmp_path: Path) -> None:
    """Save one account vouched for by a sources file, a referent and an office, and one by nobody."""
    for login in ("etalab", "inconnu"):
        f.repository(store, f"{login}/depot", Visibility.PUBLIC, "github.com")
    store.save_owner(Owner(host="github.com", login="etalab", pso_id=BODY, declared_by="/canari-machine/sources.yml:3"))
    (tmp_path / "tops.yml").write_text(f"{BODY}: Premier ministre\n", encoding="utf-8")
    referent = "github.com/etalab: {name: Camille, role: Administratrice, email: camille@exemple.fr}\n"
    (tmp_path / "canari-referents.yml").write_text(referent, encoding="utf-8")
    office = (
        "https://ospo.fr: {name: Mission, floss_policy: 'https://ospo.fr/p', code: ['https://github.com/etalab']}\n"
    )
    (tmp_path / "ospos.yml").write_text(office, encoding="utf-8")
    files = DirectoryFiles(
        top_organizations=tmp_path / "tops.yml",
        ospos=tmp_path / "ospos.yml",
        referents=tmp_path / "canari-referents.yml",
    )
    assert join(store, files) == []


@pytest.mark.parametrize("audience", Audience)
def test_owners_tell_what_they_belong_to_and_who_answers_for_them(
    store: Store, tmp_path: Path, audience: Audience
) -> None:
    _attach(store, tmp_path)
    view = build_view(store, audience)
    known, unknown = view.owners
    assert (known.organization, known.ministry, known.vouched) == ("Premier ministre", "Premier ministre", True)
    assert (known.ospo_url, known.floss_policy) == ("https://ospo.fr", "https://ospo.fr/p")
    assert known.referent == ReferentEntry(name="Camille", role="Administratrice", email="camille@exemple.fr")
    assert (unknown.organization, unknown.ministry, unknown.referent, unknown.vouched) == ("", "", None, False)
    assert [entry.ministry for entry in view.repositories] == ["Premier ministre", ""]
    assert [ospo.name for ospo in view.ospos] == ["Mission"]


def test_only_those_inside_read_which_files_vouch(store: Store, tmp_path: Path) -> None:
    _attach(store, tmp_path)
    vouched_by = build_view(store, Audience.INTERNAL).owners[0].vouched_by
    referents = f"{tmp_path}/canari-referents.yml:1"
    assert vouched_by == ("/canari-machine/sources.yml:3", "https://ospo.fr", referents)
    assert _public(store).owners[0].vouched_by == ()
    assert "canari" not in _public(store).model_dump_json()


# --- the publication policy ------------------------------------------------------------------------------------------


def test_an_entry_that_names_no_repository_is_told_with_its_line(tmp_path: Path) -> None:
    publication = load_publication(_policies(tmp_path, PUBLISH_ONE))
    (problem,) = publication.unmatched([f"{f.HOST}/prestations/aides"])
    assert "faute-de-frappe" in problem.reason
    assert (problem.file, problem.line) == (str(publication.file), 8)


@pytest.mark.parametrize("text", ["version: 1\nclosed: {publish: some}", "version: 1\nclosed: {publish: all, show: 1}"])
def test_an_odd_publication_policy_publishes_nothing_but_an_error(store: Store, tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError):
        _public(store, _policies(tmp_path, text))


def test_a_degree_that_the_readme_declares_wins_over_the_one_proposed(store: Store) -> None:
    def readme(degree: str) -> Fact:
        return Fact(
            detector="community", rule="community-readme", path="README.md", message="", data={"degree": degree}
        )

    for name, facts in (("declare", [readme("A")]), ("muet", [readme("")]), ("module", [f.module("lib", 0.9)])):
        f.scan(store, f.repository(store, f"etalab/{name}", Visibility.PUBLIC), facts)
    f.repository(store, "etalab/non-lu", Visibility.PUBLIC)

    told = {entry.name: (entry.degree, entry.degree_declared) for entry in _public(store).repositories}

    assert told == {"declare": ("A", True), "muet": ("C", False), "module": ("B", False), "non-lu": ("", False)}
