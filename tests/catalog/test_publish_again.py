# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A publication over an earlier one gives what a fresh one gives, whatever changed: nothing is kept that should go.

Each page says what it is made from; one that forgets something would go on showing what was. So every field of a thing
of a view is changed in turn: a page whose HTML changes must have another key.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from catalog import made as made_of
from catalog.fingerprints import Fingerprints
from catalog.listing.everything import FORMATS, File, Source
from catalog.made import Bundle
from catalog.manifest import MANIFEST, OURS
from catalog.pages.index import Index
from catalog.pages.page import BATCH_SIZE
from catalog.pages.settings import SiteSettings
from catalog.parts import PARTS
from catalog.priority_policy import Axis, BlockerRule, Rule, Words, load_priorities
from catalog.publish import publish
from catalog.view import CloneEntry, ForgeEntry, ModuleEntry, ReleaseEntry, RepositoryEntry, View
from catalog.website import Renderer
from scanner.models import ForgeKind
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import FORGE, internal_view, owner, public_view, ranked, repository, view

Change = Callable[[View], View]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(OURS + "new"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def with_first(name: str, /, **changes: object) -> Change:
    """Return the change of fields of the first thing of a list of the view."""

    def changed(view: View) -> View:
        first, *others = getattr(view, name)
        return view.model_copy(update={name: (first.model_copy(update=changes), *others)})

    return changed


def without_last(name: str) -> Change:
    return lambda view: view.model_copy(update={name: getattr(view, name)[:-1]})


def reversed_(name: str) -> Change:
    return lambda view: view.model_copy(update={name: getattr(view, name)[::-1]})


def with_twin(view: View) -> View:
    """Return the view with one more repository, whose address collides with that of another."""
    twin = view.repositories[0]
    named = {"name": twin.name.upper(), "full_name": twin.full_name.upper(), "forge_id": "twin"}
    return view.model_copy(update={"repositories": (*view.repositories, twin.model_copy(update=named))})


CLONE = CloneEntry(host="github.com", full_name="autre/copie", owner="autre", public=True, url="https://github.com/a/c")
CHANGES: dict[str, Change] = {
    "nothing": lambda view: view,
    "date": lambda view: view.model_copy(update={"date": "2026-12-24T08:00:00Z"}),
    "hour": lambda view: view.model_copy(update={"date": f"{view.date[:10]}T23:59:59Z"}),
    "years later": lambda view: view.model_copy(update={"date": "2036-12-24T08:00:00Z"}),
    "withheld": lambda view: view.model_copy(update={"withheld": 77}),
    "a colliding repository": with_twin,
    **{f"last of {name}": without_last(name) for name in ("repositories", "owners", "to_open", "coverage", "due")},
    **{f"last of {name}": without_last(name) for name in ("news", "openings", "algorithms")},
    **{f"first of {name} last": reversed_(name) for name in ("news", "openings", "to_open")},
    **{
        f"repository {field}": with_first("repositories", **{field: value})
        for field, value in {
            "description": "Autre description",
            "language": "Fortran",
            "license_key": "eupl-1.2",
            "licence": None,
            "topics": ("autre",),
            "fork": True,
            "template": True,
            "archived": True,
            "gone": True,
            "stars": 987,
            "forks": 654,
            "homepage": "https://autre.exemple.gouv.fr",
            "created_at": "2011-01-01T00:00:00Z",
            "updated_at": "2026-11-02T00:00:00Z",
            "pushed_at": "2026-11-02T00:00:00Z",
            "ministry": "Ministère nouveau",
            "community": {"readme": "LISEZMOI"},
            "modules": (),
            "points": (),
            "degree": "C",
            "clones": (CLONE,),
            "releases": (),
            "previous_names": ("dgfip-exemple/ancien-nom",),
            "opened_on": "2026-10-01",
            "scanned_at": "",
            "commit": "d" * 40,
            "publiccode": None,
        }.items()
    },
    **{
        f"owner {field}": with_first("owners", **{field: value})
        for field, value in {
            "name": "Autre nom",
            "description": "Autre description",
            "organization": "Autre administration",
            "ministry": "Ministère nouveau",
            "vouched": True,
            "referent": None,
            "repositories_count": 12,
            "website": "https://autre.exemple.gouv.fr",
        }.items()
    },
    **{
        f"ranked {field}": with_first("to_open", **{field: value})
        for field, value in {
            "purpose": "Autre finalité",
            "transparency": 12.5,
            "reusability": 3.0,
            "front": 4,
            "degree": "C",
            "points": (),
            "blockers": (),
            "exempted_until": "2027-01-01",
            "declared_open_on": "2026-01-05",
            "declared_elsewhere": True,
            "secrets_checked": "2026-10-10",
        }.items()
    },
}  # fmt: skip


Files = dict[str, tuple[str, str]]
"""The path of files, with the key of what each is made from, and its content."""


class Made(NamedTuple):
    """The files of a view that say what they are made from."""

    files: Files
    bundles: dict[str, tuple[str, Files]]
    """The key of each bundle, and its files."""


def made(view: View) -> Made:
    """Return the pages in both languages, and the files of the listing that have keys."""
    source, found = Source(view, Index(view), load_priorities(), SiteSettings()), Made({}, {})
    for edition in source.editions.values():
        renderer = Renderer(edition, source.priorities)
        _add(found, renderer.files(), renderer.keys)
    for files in FORMATS:
        _add(found, files(source), Fingerprints())
    return found


def _add(found: Made, contents: Iterable[File | Bundle], keys: Fingerprints) -> None:
    for each in contents:
        if isinstance(each, Bundle):
            assert each.name not in found.bundles
            inside = Made({}, {})
            _add(inside, each.files(), keys)
            found.bundles[each.name] = keys.of(*each.made_from), inside.files
            found.files.update(inside.files)
        elif isinstance(each[1], made_of.Made):
            found.files[each[0]] = keys.of(*each[1].made_from), each[1].make()
        elif isinstance(each[1], made_of.Joined):
            shared = keys.of(each[1].made_from)
            for thing in each[1].things:
                key = keys.of(shared, thing)
                found.files[f"{each[0]} {key}"] = key, each[1].make(thing)


@pytest.fixture(scope="module")
def before() -> dict[str, Made]:
    return {"public": made(public_view()), "internal": made(internal_view())}


def stale(before: Mapping[str, tuple[str, object]], after: Mapping[str, tuple[str, object]]) -> list[str]:
    """Return what has the key that it had, and another content."""
    shared = sorted(before.keys() & after.keys())
    return [name for name in shared if before[name][0] == after[name][0] and before[name][1] != after[name][1]]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_has_another_key_and_its_bundle_too(before: dict[str, Made], change: str) -> None:
    after, known = made(CHANGES[change](internal_view())), before["internal"]
    assert len(after.files) > 50
    assert len(after.bundles) > 20
    assert stale(known.files, after.files) == []
    assert stale(known.bundles, after.bundles) == []


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_the_same_view_has_the_same_keys(before: dict[str, Made], audience: str) -> None:
    make = public_view if audience == "public" else internal_view
    assert made(make()) == before[audience]
    assert len({key for key, _ in before[audience].files.values()}) > 20
    assert len({key for key, _ in before[audience].bundles.values()}) > 20


@pytest.mark.parametrize(
    "change",
    [
        *("repository description", "repository gone", "repository community", "repository releases"),
        *("last of repositories", "withheld", "a colliding repository", "owner name", "last of owners"),
    ],
)
def test_a_publication_over_another_gives_the_files_of_a_fresh_one(tmp_path: Path, change: str) -> None:
    publish(public_view(), tmp_path / "kept")
    publish(CHANGES[change](public_view()), tmp_path / "kept")
    publish(CHANGES[change](public_view()), tmp_path / "fresh")
    assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


@pytest.mark.parametrize(
    "settings",
    [SiteSettings(name="Autre"), SiteSettings(base_url="https://a.exemple.gouv.fr"), SiteSettings(contact="a@b.fr")],
)
def test_settings_of_the_site_change_what_they_should(tmp_path: Path, settings: SiteSettings) -> None:
    publish(public_view(), tmp_path / "kept")
    publish(public_view(), tmp_path / "kept", settings=settings)
    publish(public_view(), tmp_path / "fresh", settings=settings)
    assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


@pytest.mark.parametrize(
    "other",
    [
        repository("mairie/outil", FORGE),
        repository("mairie/outil", FORGE, gone=True),
        repository("Mairie/Outil/greffon", FORGE),
        repository("Mairie/Outil.json", FORGE),
    ],
)
def test_a_name_changes_the_addresses_of_others(tmp_path: Path, other: RepositoryEntry) -> None:
    forge = ForgeEntry(host=FORGE, kind=ForgeKind.GITLAB, url=f"https://{FORGE}")
    owners = tuple(owner(login, FORGE, repositories_count=1) for login in ("Mairie", "ville"))
    named = repository("Mairie/Outil", FORGE, degree="A", releases=(ReleaseEntry(tag="v1"),))
    before = view(forges=(forge,), owners=owners, repositories=(named, repository("ville/site", FORGE)))
    after = before.model_copy(update={"repositories": (*before.repositories, other)})
    publish(before, tmp_path / "kept")
    publish(after, tmp_path / "kept")
    publish(after, tmp_path / "fresh")
    assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


def test_an_exemption_at_the_end_of_a_long_list_is_counted_on_all_its_pages(tmp_path: Path) -> None:
    entries = [ranked(rank, f"mairie/outil-{rank}", transparency=1, reusability=1) for rank in range(1, 252)]
    last = entries[-1].model_copy(update={"exempted_until": "2027-06-30", "exempted_by": "L311-5"})
    publish(view(to_open=tuple(entries)), tmp_path / "kept")
    publish(view(to_open=(*entries[:-1], last)), tmp_path / "kept")
    publish(view(to_open=(*entries[:-1], last)), tmp_path / "fresh")
    assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


def _module(path: str, score: float) -> ModuleEntry:
    return ModuleEntry(path=path, kind="directory", score=score)


def test_a_module_of_what_is_gone_is_not_that_of_a_repository_made_of_its_group(tmp_path: Path) -> None:
    gone = repository("mairie/outil/carte", FORGE, gone=True, modules=(_module("src/dates", 0.5),))
    whole = repository("mairie/outil", FORGE, modules=(_module("carte/src/dates", 0.5),))
    other = repository("mairie/autre", FORGE)
    publish(view(repositories=(other, gone)), tmp_path / "kept")
    publish(view(repositories=(whole, other, gone)), tmp_path / "kept")
    publish(view(repositories=(whole, other, gone)), tmp_path / "fresh")
    assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


def test_modules_of_one_address_are_one(tmp_path: Path) -> None:
    many = [_module(f"src/partie-{number}", 0.5) for number in range(BATCH_SIZE)]
    above = repository("mairie/outil", FORGE, modules=(_module("carte/dates", 0.9), *many))
    inside = repository("mairie/outil/carte", FORGE, modules=(_module("dates", 0.1),))
    after = above.model_copy(update={"description": "Autre description"})
    publish(view(repositories=(above, inside)), tmp_path / "kept")
    publish(view(repositories=(after, inside)), tmp_path / "kept")
    publish(view(repositories=(after, inside)), tmp_path / "fresh")
    assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


def test_a_version_bears_the_name_that_its_repository_has_now(tmp_path: Path) -> None:
    release = ReleaseEntry(tag="v1", published_at="2026-01-05T00:00:00Z")
    for name in ("Mairie/outil", "Mairie/Outil"):  # of one address
        told = view(repositories=(repository(name, FORGE, owner="Mairie", name="", releases=(release,)),))
        publish(told, tmp_path / "kept")
    publish(told, tmp_path / "fresh")
    assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


_Titled = TypeVar("_Titled", Axis, Rule, BlockerRule)


def _reworded(thing: _Titled) -> _Titled:
    """Return a part of a policy under another title."""
    return thing.model_copy(update={"title": Words(fr=f"Autre titre de {thing.title.fr}", en="Other title")})


def test_another_policy_changes_its_words_everywhere(tmp_path: Path) -> None:
    shipped = load_priorities()
    axes = {
        name: _reworded(axis).model_copy(update={"rules": tuple(map(_reworded, axis.rules))})
        for name, axis in shipped.axes.items()
    }
    blockers = tuple(map(_reworded, shipped.blockers))
    priorities = shipped.model_copy(update={"axes": axes, "blockers": blockers})
    publish(internal_view(), tmp_path / "kept")
    publish(internal_view(), tmp_path / "kept", priorities=priorities)
    publish(internal_view(), tmp_path / "fresh", priorities=priorities)
    assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked there")
@pytest.mark.parametrize("make", [internal_view, hostile_view])
def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path, make: Callable[[], View]) -> None:
    for count in (1, 2, 3):
        report = publish(make(), tmp_path / str(count), processes=count)
    assert contents(tmp_path / "1") == contents(tmp_path / "2") == contents(tmp_path / "3")
    again = publish(make(), tmp_path / "3", processes=2)
    assert (again.written, again.unchanged, again.removed) == (0, report.written, 0)


def test_the_manifest_names_each_file_and_nothing_else(tmp_path: Path) -> None:
    publish(public_view(), tmp_path)
    lines = (tmp_path / MANIFEST).read_text(encoding="utf-8").splitlines()[1:]
    files = [file for line in lines for file in (line.split("\t")[2:] if "\t" in line else [line])]
    named = {file.split(" ", 2)[2] for file in files}
    assert len(named) == len(files)
    assert named == contents(tmp_path).keys() - {MANIFEST, PARTS}


_PUBLISH = """
import sys
from pathlib import Path
from catalog.publish import publish
from tests.catalog.views import internal_view
publish(internal_view(), Path(sys.argv[1]), processes=2)
"""


def test_nothing_depends_on_the_order_of_sets(tmp_path: Path) -> None:
    root, script = Path(__file__).resolve().parents[2], _PUBLISH.replace("internal_view", "hostile_view")
    for seed in ("1", "2"):
        command = [sys.executable, "-c", script.replace("tests.catalog.views", "tests.catalog.hostile_views")]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([*command, str(tmp_path / seed)], cwd=root, env=environment, check=True)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked there")
@pytest.mark.parametrize("files", [1, 40, 200])
def test_killed_at_work_its_processes_end_and_the_next_run_gives_the_same_bytes(tmp_path: Path, files: int) -> None:
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen([sys.executable, "-c", _PUBLISH, str(tmp_path / "killed")], cwd=root)
    while process.poll() is None and len(contents(tmp_path / "killed")) < files:
        time.sleep(0.01)
    process.kill()
    process.wait()
    publish(internal_view(), tmp_path / "killed")
    publish(internal_view(), tmp_path / "whole")
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
