# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The reusable modules: what each is, why it is proposed, what it depends on, how to take it."""

from typing import Any

import pytest

from catalog.pages.settings import SiteSettings
from catalog.view import Audience, CloneEntry, LicenceEntry, ModuleEntry, RepositoryEntry
from tests.catalog.pages.reading import ORIGIN, Site
from tests.catalog.views import ACCESS, COMMIT, HOSTILE_TEXT, repository, view

FOLDER = "briques/github.com/dgfip-exemple/calcul-impot"
PATH = f"{FOLDER}/calcul/arrondis.html"
LIBRARY: dict[str, Any] = {
    "kind": "directory",
    "language": "python",
    "files": 6,
    "lines": 740,
    "gate": "extractable",
    "signals": {"efferent_per_kloc": 0.0, "domain_share": 0.12, "breadth": 3, "independence": 0.57},
    "cuts": [],
    "importers": 9,
    "used_by": ["calcul/bareme", "calcul/credits", "web"],
}
CUT: dict[str, Any] = LIBRARY | {
    "gate": "after-cutting",
    "cuts": [{"path": "calcul/arrondis/centimes.py", "line": 4, "target": "calcul/devise.py"}],
}


def with_module(data: dict[str, Any], path: str = "calcul/arrondis", **fields: object) -> RepositoryEntry:
    module = ModuleEntry(path=path, kind=str(data.get("kind", "")), score=0.82, data=data)
    return ACCESS.model_copy(update={"modules": (module,)} | fields)


def site(*repositories: RepositoryEntry, audience: Audience = Audience.PUBLIC, base_url: str = "") -> Site:
    return Site(view(audience, repositories=repositories), settings=SiteSettings(base_url=base_url))


# --- one module ------------------------------------------------------------------------------------------------------


def test_a_module_is_told_in_a_sentence() -> None:
    whole = site(with_module(LIBRARY)).text(PATH)
    one_file = site(with_module(LIBRARY | {"kind": "file", "files": 1, "lines": 1}, "calcul/taux.py"))

    assert "Un dossier de 6 fichiers (Python, 740 lignes), dans le dépôt calcul-impot du compte dgfip-exemple." in whole
    assert "Un fichier de 1 ligne (Python), dans le dépôt calcul-impot" in one_file.text(
        f"{FOLDER}/calcul/taux.py.html"
    )


def test_its_score_is_explained_signal_by_signal() -> None:
    told = site(with_module(LIBRARY)).text(PATH)

    assert "Note 82 sur 100" in told
    assert "Ce qu’elle emprunte au reste aucun import à couper" in told
    assert "Vocabulaire propre au dépôt 12 % de ses mots" in told
    assert "Usage par 3 parties du dépôt" in told
    assert "57 % de ses modifications ne touchent rien d’autre" in told
    assert "Utilisé par calcul/bareme calcul/credits web" in told
    at_root = site(with_module(LIBRARY | {"used_by": [""]})).text(PATH)
    assert "Usage par 1 partie du dépôt" in at_root
    assert "Utilisé par la racine du dépôt" in at_root


def test_a_signal_that_was_not_measured_is_told_as_such() -> None:
    signals = {"efferent_per_kloc": None, "domain_share": 0.1, "breadth": 0, "independence": None}
    told = site(with_module(LIBRARY | {"signals": signals})).text(PATH)

    assert "non mesuré dans ce langage" in told
    assert "Autonomie dans l’historique non renseigné" in told


def test_its_dependencies_are_the_imports_to_cut_each_with_its_line() -> None:
    page = site(with_module(CUT))

    assert "une fois coupés ses imports du reste du dépôt" in page.text(PATH)
    source = "https://github.com/dgfip-exemple/calcul-impot/blob/" + COMMIT
    assert f'{source}/calcul/arrondis/centimes.py#L4"' in page.html(PATH)
    assert f'{source}/calcul/devise.py"' in page.html(PATH)
    assert "De rien d’autre." in site(with_module(LIBRARY)).text(PATH)


def test_the_public_is_led_to_the_folder_on_the_forge_and_the_administration_to_the_command_too() -> None:
    public = site(with_module(LIBRARY))
    inside = site(with_module(LIBRARY, "calcul/arrondis et taux"), audience=Audience.INTERNAL)
    (path,) = (path for path in inside.pages if path.startswith(f"{FOLDER}/calcul/arrondis-et-taux"))

    folder = f"https://github.com/dgfip-exemple/calcul-impot/tree/{COMMIT}/calcul/arrondis"
    assert f'href="{folder}" rel' in public.html(PATH)
    assert "ouvrage extract" not in public.text(PATH)
    command = "ouvrage extract github.com/dgfip-exemple/calcul-impot 'calcul/arrondis et taux'"
    assert command in inside.text(path)


def test_its_terms_are_those_of_its_repository_or_told_as_missing() -> None:
    mute = LicenceEntry(expression="", agreement="none", legal=False)
    unlicensed = with_module(LIBRARY, licence=mute, license_key="")

    assert "Aux conditions de son dépôt : GPL-3.0-or-later" in site(with_module(LIBRARY)).text(PATH)
    assert "Aux conditions de son dépôt : non renseigné – Aucune licence" in site(unlicensed).text(PATH)


def test_only_those_that_hold_this_module_are_told_of() -> None:
    fields: dict[str, Any] = {"owner": "region", "public": True, "containment": 0.9}
    ours = CloneEntry(host="github.com", full_name="region/ici", unit="calcul/arrondis", path="lib", **fields)
    other = CloneEntry(host="github.com", full_name="region/ailleurs", unit="calcul/autre", **fields)
    told = site(with_module(LIBRARY, clones=(ours, other))).text(PATH)

    assert "region/ici github.com indépendant lib 90 %" in told
    assert "region/ailleurs" not in told
    assert "On ne connaît aucun autre dépôt" in site(with_module(LIBRARY)).text(PATH)


def test_data_of_another_shape_breaks_nothing() -> None:
    odd: dict[str, Any] = {
        "language": HOSTILE_TEXT,
        "lines": "x",
        "signals": [1],
        "cuts": {"a": 1},
        "used_by": "x",
        "gate": HOSTILE_TEXT,
    }
    html = site(with_module(odd)).html(PATH)

    assert "<script>alert" not in html
    assert "non renseigné" in html


def test_machines_are_told_of_the_module_and_of_its_repository() -> None:
    said = site(with_module(LIBRARY), base_url=ORIGIN).json_ld(PATH)

    assert (said["@type"], said["name"], said["@id"]) == ("SoftwareSourceCode", "calcul/arrondis", ORIGIN + PATH)
    assert said["isPartOf"]["@id"] == ORIGIN + "depots/github.com/dgfip-exemple/calcul-impot.html"
    assert said["license"] == "https://spdx.org/licenses/GPL-3.0-or-later"


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_shows_the_best_first_a_hundred_a_page() -> None:
    modules = tuple(ModuleEntry(path=f"lib/m{n:03}", kind="file", score=n / 200) for n in range(101))
    page = site(ACCESS.model_copy(update={"modules": modules}))

    rows = page.context("briques/index.html")["rows"]
    assert [row["path"] for row in rows][:2] == ["lib/m100", "lib/m099"]
    assert (len(rows), len(page.context("briques/page-2.html")["rows"])) == (100, 1)
    assert "101 briques, les meilleures d’abord." in page.text("briques/index.html")


def test_the_list_leads_to_each_module_and_says_where_it_is() -> None:
    html = site(with_module(LIBRARY)).html("briques/index.html")

    assert 'href="../briques/github.com/dgfip-exemple/calcul-impot/calcul/arrondis.html"' in html
    assert 'href="../depots/github.com/dgfip-exemple/calcul-impot.html"' in html


def test_the_list_says_of_which_module_no_licence_is_known() -> None:
    free = with_module(LIBRARY, licence=LicenceEntry(expression="MIT", agreement="single", legal=True))
    bare = with_module(LIBRARY, full_name="dgfip-exemple/nu", licence=None, license_key="")

    assert "note : 82 sur 100 MIT" in site(free).text("briques/index.html")
    assert "note : 82 sur 100 aucune licence connue" in site(bare).text("briques/index.html")


def test_an_empty_list_says_so() -> None:
    assert "Aucune brique n’est encore connue" in site(repository("a/b")).text("briques/index.html")


@pytest.mark.parametrize("path", ["", "."])
def test_a_module_that_is_the_whole_repository_leads_to_it(path: str) -> None:
    page = site(with_module(LIBRARY, path))
    (address,) = (each for each in page.pages if each.startswith(f"{FOLDER}/"))

    assert page.context(address)["source_url"] == "https://github.com/dgfip-exemple/calcul-impot"
