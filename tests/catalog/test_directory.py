# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whose code it is: ministries, offices, referents and vouchers of owners, from files that may be odd or absent."""

import json
from datetime import date
from pathlib import Path

import pytest

from catalog.attachment import Attachment, VoucherKind, read_attachments
from catalog.crawl_choices import DirectoryFiles
from catalog.database import Store
from catalog.directory import join
from catalog.ospos import place_of, places_of
from scanner.models import UNKNOWN_PSO, Forge, ForgeKind, Owner, Problem
from scanner.sources import read_sources
from tests.catalog.test_annuaire import service

GOVERNMENT, MINISTRY, DIRECTION, OFFICE, OTHER = (f"{n}0000000-0000-4000-8000-000000000000" for n in "12345")
DATA = Path(__file__).parents[2] / "../shared/data/codegouvfr"
SERVICES = [
    service(GOVERNMENT, "Gouvernement", MINISTRY),
    service(MINISTRY, "Ministère exemplaire", DIRECTION),
    service(DIRECTION, "Direction du numérique", OFFICE),
    service(OFFICE, "Bureau des codes sources"),
    service(OTHER, "Commune exemplaire"),
]
TOPS = f"{MINISTRY}: Ministère, selon la liste\n"


class Directory:
    """Writes files and joins them to a store whose owners are told in one line each."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder

    def owner(self, login: str, pso_id: str = "", host: str = "github.com", **fields: str) -> None:
        self.store.save_forge(Forge(host=host, kind=ForgeKind.GITLAB, url=f"https://{host}"))
        self.store.save_owner(Owner(host=host, login=login, pso_id=pso_id, **fields))

    def join(self, **texts: str | None) -> list[Problem]:
        files = {key: self._write(key, text) for key, text in texts.items() if text is not None}
        return join(self.store, DirectoryFiles.model_validate(files))

    def _write(self, key: str, text: str) -> Path:
        path = self.folder / f"{key}.yml"
        path.write_text(text, encoding="utf-8")
        return path

    def of(self, login: str) -> Attachment:
        (row,) = self.store.rows("SELECT id FROM owners WHERE login = ?", (login,))
        return read_attachments(self.store)[row["id"]]


@pytest.fixture
def directory(store: Store, tmp_path: Path) -> Directory:
    return Directory(store, tmp_path)


def annuaire(*services: object) -> str:
    return json.dumps({"service": services or SERVICES})


# --- bodies and ministries -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pso_id", "organization", "ministry"),
    [
        (MINISTRY, "Ministère exemplaire", "Ministère exemplaire"),
        (DIRECTION, "Direction du numérique", "Ministère exemplaire"),
        (OFFICE, "Bureau des codes sources", "Ministère exemplaire"),
        (OTHER, "Commune exemplaire", ""),
        (GOVERNMENT, "Gouvernement", ""),
        (UNKNOWN_PSO, "", ""),
        ("", "", ""),
        ("99999999-0000-4000-8000-000000000000", "", ""),
    ],
)
def test_the_ministry_is_the_first_top_organization_from_the_owner_up(
    directory: Directory, pso_id: str, organization: str, ministry: str
) -> None:
    directory.owner("etalab", pso_id)
    assert directory.join(annuaire=annuaire(), top_organizations=TOPS) == []
    of = directory.of("etalab")
    assert (of.organization, of.ministry) == (organization, ministry)


def test_nothing_is_looked_for_above_a_top_organization(directory: Directory) -> None:
    directory.owner("etalab", OFFICE)
    directory.join(annuaire=annuaire(), top_organizations=f"{TOPS}{GOVERNMENT}: Gouvernement\n")
    assert directory.of("etalab").ministry == "Ministère exemplaire"


def test_a_loop_in_the_directory_ends(directory: Directory) -> None:
    directory.owner("etalab", DIRECTION)
    loop = [service(DIRECTION, "A", OFFICE), service(OFFICE, "B", DIRECTION), service(OTHER, "C", OTHER)]
    assert directory.join(annuaire=annuaire(*loop), top_organizations=TOPS) == []
    assert (directory.of("etalab").organization, directory.of("etalab").ministry) == ("A", "")


def test_without_the_directory_the_list_of_top_organizations_names_its_own(directory: Directory) -> None:
    directory.owner("ministere", MINISTRY)
    directory.owner("bureau", OFFICE)
    assert directory.join(top_organizations=TOPS) == []
    assert directory.of("ministere").ministry == "Ministère, selon la liste"
    assert directory.of("bureau") == directory.of("bureau").model_copy(update={"organization": "", "ministry": ""})


def test_without_any_file_nothing_fails_and_nothing_is_known(directory: Directory) -> None:
    directory.owner("etalab", OFFICE)
    assert directory.join() == []
    assert (directory.of("etalab").ministry, directory.of("etalab").vouched) == ("", True)


def test_only_what_owners_need_is_kept(directory: Directory) -> None:
    directory.owner("bureau", OFFICE)
    directory.join(annuaire=annuaire(), top_organizations=TOPS)
    rows = directory.store.rows("SELECT name, parent, is_top, top FROM organizations ORDER BY pso_id")
    assert rows == [
        {"name": "Ministère exemplaire", "parent": GOVERNMENT, "is_top": 1, "top": MINISTRY},
        {"name": "Direction du numérique", "parent": MINISTRY, "is_top": 0, "top": MINISTRY},
        {"name": "Bureau des codes sources", "parent": DIRECTION, "is_top": 0, "top": MINISTRY},
    ]


def test_a_view_of_the_store_tells_it_to_any_sqlite_tool(directory: Directory) -> None:
    directory.owner("bureau", OFFICE, declared_by="sources.yml:3")
    directory.join(annuaire=annuaire(), top_organizations=TOPS)
    (row,) = directory.store.rows("SELECT login, organization, ministry, declared_by FROM owner_organizations")
    assert tuple(row.values()) == ("bureau", "Bureau des codes sources", "Ministère exemplaire", "sources.yml:3")


# --- what is known stays ---------------------------------------------------------------------------------------------

OSPOS = f"""
https://ospo.exemple.fr/:
  name: Mission exemplaire
  country: FR
  description: {{fr: La mission, en: The mission}}
  email: ospo@exemple.fr
  created: 2021-11-08
  pso_id: {DIRECTION}
  floss_policy: https://ospo.exemple.fr/politique
  code:
    - https://github.com/orgs/Exemple/repositories
    - https://git.exemple.fr
    - https://gitlab.com/groups/exemple/codes/
"""
REFERENTS = f"""
{MINISTRY}:
  name: Camille Exemple
  role: Administratrice ministérielle des codes sources
  email: codes@exemple.gouv.fr
git.exemple.fr:
  name: Équipe de la forge
  url: https://git.exemple.fr/aide
github.com/Exemple:
  name: Dominique Exemple
  email: dominique@exemple.fr
"""


def test_a_later_crawl_without_files_keeps_what_was_known(directory: Directory) -> None:
    directory.owner("bureau", OFFICE)
    directory.join(annuaire=annuaire(), top_organizations=TOPS, ospos=OSPOS, referents=REFERENTS)
    before = directory.of("bureau")
    directory.owner("ministere", MINISTRY)
    assert directory.join() == []
    assert directory.of("bureau") == before
    assert (before.ministry, before.ospo_url) == ("Ministère exemplaire", "https://ospo.exemple.fr/")
    assert directory.of("ministere").ministry == "Ministère exemplaire"


@pytest.mark.parametrize("broken", ["{", "- une\n- liste\n", "a: *b\n"])
def test_a_file_that_cannot_be_read_changes_nothing(directory: Directory, broken: str) -> None:
    directory.owner("bureau", OFFICE)
    directory.join(annuaire=annuaire(), top_organizations=TOPS, ospos=OSPOS, referents=REFERENTS)
    before = directory.of("bureau")
    problems = directory.join(annuaire=annuaire()[:-90], top_organizations=broken, ospos=broken, referents=broken)
    assert len(problems) == 4
    assert all("nothing of it is used" in problem.reason for problem in problems[:3])
    assert directory.of("bureau") == before


def test_a_file_given_again_wins_and_what_it_leaves_out_of_the_directory_stays(directory: Directory) -> None:
    directory.owner("bureau", OFFICE)
    directory.owner("commune", OTHER)
    directory.join(annuaire=annuaire(), top_organizations=TOPS, ospos=OSPOS, referents=REFERENTS)
    moved = [service(OFFICE, "Bureau déplacé"), service(MINISTRY, "Ministère renommé", OFFICE)]
    directory.join(annuaire=annuaire(*moved), ospos="", referents="")
    assert (directory.of("bureau").organization, directory.of("bureau").ministry) == (
        "Bureau déplacé",
        "Ministère renommé",
    )
    assert directory.of("commune").organization == "Commune exemplaire"
    assert (directory.of("bureau").ospo, directory.of("bureau").referent) == (None, None)


# --- offices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "login", "fields", "url"),
    [
        ("github.com", "autre", {"ospo_url": "https://OSPO.exemple.fr"}, "https://OSPO.exemple.fr"),
        ("github.com", "autre", {"ospo_url": "https://inconnue.fr", "pso_id": DIRECTION}, "https://inconnue.fr"),
        ("github.com", "autre", {"pso_id": DIRECTION}, "https://ospo.exemple.fr/"),
        ("github.com", "autre", {"pso_id": OFFICE}, "https://ospo.exemple.fr/"),
        ("github.com", "autre", {"pso_id": MINISTRY}, ""),
        ("github.com", "EXEMPLE", {}, "https://ospo.exemple.fr/"),
        ("git.exemple.fr", "n/importe", {}, "https://ospo.exemple.fr/"),
        ("gitlab.com", "exemple/codes/sous-groupe", {}, "https://ospo.exemple.fr/"),
        ("gitlab.com", "exemple", {}, ""),
        ("gitlab.com", "exemple/codes-prives", {}, ""),
    ],
)
def test_an_owner_has_the_office_it_names_or_that_lists_it_or_of_its_body(
    directory: Directory, host: str, login: str, fields: dict[str, str], url: str
) -> None:
    directory.owner(login, host=host, **fields)
    assert directory.join(annuaire=annuaire(), ospos=OSPOS) == []
    assert directory.of(login).ospo_url == url


def test_the_policy_of_the_office_is_that_of_owners_without_one(directory: Directory) -> None:
    directory.owner("exemple")
    directory.owner("autre", DIRECTION, floss_policy="https://autre.fr/politique")
    directory.join(ospos=OSPOS)
    assert directory.of("exemple").floss_policy == "https://ospo.exemple.fr/politique"
    assert directory.of("autre").floss_policy == "https://autre.fr/politique"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://github.com/codegouvfr/", "github.com/codegouvfr"),
        ("https://github.com/orgs/GIP-RECIA/repositories", "github.com/gip-recia"),
        ("https://github.com/etalab/depot", "github.com/etalab"),
        ("https://gitlab.exemple.fr/groups/a/b/-/shared", "gitlab.exemple.fr/a/b"),
        ("https://gitlab.exemple.fr:443/A", "gitlab.exemple.fr/a"),
        ("https://gitlab.exemple.fr", "gitlab.exemple.fr"),
        ("https://gitlab.exemple.fr/a/../b", None),
        ("https://utilisateur@exemple.fr/a", None),
        ("https://[", None),
    ],
)
def test_an_address_names_a_forge_an_account_or_nothing(address: str, place: str | None) -> None:
    assert place_of(address) == place


def test_a_forge_open_to_everybody_holds_nobodys_account() -> None:
    assert list(places_of("git.exemple.fr", "A/b")) == ["git.exemple.fr/a/b", "git.exemple.fr/a", "git.exemple.fr"]
    assert list(places_of("github.com", "etalab")) == ["github.com/etalab"]


# --- referents -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "login", "pso_id", "name"),
    [
        ("github.com", "exemple", OFFICE, "Dominique Exemple"),
        ("github.com", "autre", OFFICE, "Camille Exemple"),
        ("git.exemple.fr", "groupe/sous-groupe", "", "Équipe de la forge"),
        ("git.exemple.fr", "bureau", OFFICE, "Équipe de la forge"),
        ("git.exemple.fr", "ministere", MINISTRY, "Camille Exemple"),
    ],
)
def test_the_referent_is_the_nearest(directory: Directory, host: str, login: str, pso_id: str, name: str) -> None:
    directory.owner(login, pso_id, host)
    assert directory.join(annuaire=annuaire(), top_organizations=TOPS, referents=REFERENTS) == []
    referent = directory.of(login).referent
    assert referent is not None
    assert referent.name == name


# --- who vouches -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "login", "pso_id", "vouchers"),
    [
        ("github.com", "autre", DIRECTION, [(VoucherKind.SOURCES, "sources.yml:7")]),
        ("github.com", "autre", UNKNOWN_PSO, []),
        ("github.com", "autre", "", []),
        ("github.com", "exemple", "", [(VoucherKind.OSPO, "https://ospo.exemple.fr/"), (VoucherKind.REFERENT, ":9")]),
        ("git.exemple.fr", "a", "", [(VoucherKind.OSPO, "https://ospo.exemple.fr/"), (VoucherKind.REFERENT, ":6")]),
    ],
)
def test_an_owner_is_vouched_for_by_sources_offices_and_referents(
    directory: Directory, host: str, login: str, pso_id: str, vouchers: list[tuple[VoucherKind, str]]
) -> None:
    directory.owner(login, pso_id, host, declared_by="sources.yml:7")
    directory.join(ospos=OSPOS, referents=REFERENTS)
    found = directory.of(login)
    assert found.vouched is bool(vouchers)
    assert [voucher.kind for voucher in found.vouchers] == [kind for kind, _ in vouchers]
    assert all(voucher.where.endswith(where) for voucher, (_, where) in zip(found.vouchers, vouchers, strict=True))


def test_a_sources_file_says_on_which_line_it_vouches(tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(
        f"git.exemple.fr:\n  forge: gitlab\n  pso_id: {OFFICE}\ngithub.com:\n  forge: github\n  owners:\n    etalab:\n",
        encoding="utf-8",
    )
    whole, some = read_sources([str(path)], today=date(2026, 11, 24)).entries
    assert whole.forge.declared_by == f"{path}:1"
    assert some.owners[0].declared_by == f"{path}:7"


# --- what is odd in the files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "line", "reason"),
    [
        ({"top_organizations": f"{TOPS}ministere: Nom"}, 2, "'ministere' must be a UUID of the State's directory"),
        ({"top_organizations": f"{TOPS}{OTHER}: [Nom]"}, 2, f"{OTHER} must be a name, not ['Nom']"),
        ({"top_organizations": f"{TOPS}{TOPS}"}, 2, f"{MINISTRY!r} stands twice in the same mapping"),
        (
            {"ospos": OSPOS.replace("2021-11-08", "hier")},
            7,
            "https://ospo.exemple.fr/.created must be a date, not 'hier'",
        ),
        ({"ospos": OSPOS.replace("email", "mail")}, 6, "unknown key 'mail': did you mean email?"),
        ({"ospos": OSPOS.replace("country", "en")}, 4, "unknown key 'en': known keys: name, country"),
        ({"ospos": OSPOS.replace("https://git.exemple.fr", "git.exemple.fr")}, 12, "code.1 must be a web address"),
        ({"ospos": OSPOS.replace("  name: Mission exemplaire\n", "")}, 2, "is left out: it doesn't say its name"),
        ({"ospos": OSPOS + "    - https://github.com/\n"}, 2, "https://github.com/ is open to everybody"),
        ({"ospos": OSPOS + "ospo:\n  name: Sans adresse\n"}, 14, "'ospo' must be a web address"),
        ({"referents": f"{REFERENTS}github.com: {{name: A, email: a@b.fr}}"}, 12, "'github.com' is open to everybody"),
        ({"referents": f"{REFERENTS}etalab: {{name: A, email: a@b.fr}}"}, 12, "'etalab' isn't a UUID"),
        ({"referents": f"{REFERENTS}git.fr/../a: {{name: A, email: a@b.fr}}"}, 12, "isn't the name of an owner"),
        ({"referents": f"{REFERENTS}git.fr/a: {{name: A}}"}, 12, "it must have a name, and an email or a url"),
        ({"referents": f"{REFERENTS}git.fr/a: {{name: A, url: ici}}"}, 12, "git.fr/a.url must be a web address"),
        ({"referents": f"{REFERENTS}git.fr/a: Camille"}, 12, "git.fr/a must be a name, and an email or a url"),
    ],
)
def test_what_is_not_understood_is_told_with_its_line_and_the_rest_is_read(
    directory: Directory, files: dict[str, str], line: int, reason: str
) -> None:
    directory.owner("exemple", MINISTRY)
    problem = directory.join(**{"top_organizations": TOPS, "ospos": OSPOS, "referents": REFERENTS} | files)[0]
    (key,) = files
    assert problem.file == str(directory.folder / f"{key}.yml")
    assert (problem.line, reason in problem.reason) == (line, True), problem
    found = directory.of("exemple")
    assert found.ministry == "Ministère, selon la liste"
    assert found.referent is not None
    assert (found.ospo is None) is ("doesn't say its name" in reason)


def test_a_huge_file_is_refused(directory: Directory) -> None:
    (problem,) = directory.join(ospos="#" * 5_000_001)
    assert "larger than 5000000 bytes" in problem.reason


# --- the real files --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not DATA.is_dir(), reason="the national lists aren't at ../shared/data")
def test_the_national_lists_are_joined_whole(store: Store) -> None:
    sources = read_sources([str(DATA / "comptes-organismes-publics.yml")], today=date(2020, 1, 1))
    for entry in sources.entries:
        store.save_forge(entry.forge)
        for owner in entry.owners:
            store.save_owner(owner)
    files = DirectoryFiles(top_organizations=DATA / "top_organizations.yml", ospos=DATA / "fr-public-sector-ospo.yml")
    assert join(store, files) == []
    attachments = read_attachments(store).values()
    assert len(attachments) == 300
    assert sum(bool(found.ministry) for found in attachments) == 94
    assert sum(found.ospo is not None for found in attachments) == 38
    assert sum(found.vouched for found in attachments) == 282
