# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`ouvrage publiccode`: what is wrong in a file, and a draft for a repository that has none."""

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from catalog.cli import app
from catalog.database import Store, open_store
from catalog.i18n import LANGUAGES, Language, translator
from catalog.publiccode.draft import draft
from catalog.publiccode.guesses import Guess, guess_languages, guess_status, guess_type, language_of
from catalog.publiccode.known import read_known
from catalog.publiccode.models import Known
from catalog.releases import save_releases
from scanner.errors import UsageError
from scanner.models import Fact, Release, Visibility
from scanner.publiccode import validate
from tests.catalog import filling as f
from tests.catalog.viewing.test_publiccode import DETECTORS, facts_of
from tests.scanner.publiccode.documents import VALID, replaced, with_lines

SCHEMA = Path("policies/schemas/output/publiccode.schema.json")


def run(*arguments: str, language: Language = "en") -> Result:
    return CliRunner().invoke(app, ["publiccode", *arguments, "--lang", language])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "publiccode.yml").write_text(VALID, encoding="utf-8")
    return tmp_path


# --- what is wrong ---------------------------------------------------------------------------------------------------


def test_a_valid_file_ends_with_0(folder: Path) -> None:
    ran = run(str(folder))
    assert (ran.exit_code, ran.stdout) == (0, f"{folder / 'publiccode.yml'}: valid\n")


def test_errors_are_told_as_compilers_do_and_end_with_1(folder: Path) -> None:
    file = folder / "publiccode.yml"
    file.write_bytes(with_lines("roadmap: bientôt", "inputTypes: [text/plain]"))
    ran = run(str(file), language="fr")
    assert ran.exit_code == 1
    assert ran.stdout.replace("\u00a0", " ").splitlines() == [
        f"{file}:22:1: erreur : roadmap : ce doit être une adresse http ou https",
        f"{file}:23:1: avertissement : inputTypes : cette clé est dépréciée : elle peut être supprimée",
        f"{file}: non valide, 1 erreur",
    ]


def test_json_is_that_of_its_schema(folder: Path) -> None:
    (folder / "publiccode.yml").write_bytes(replaced("stable", "fini"))
    ran = run(str(folder), "--format", "json", language="fr")
    told = json.loads(ran.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(told)
    assert (told["valid"], told["publiccode_version"], told["problems"][0]["key"]) == (
        False,
        "0.7",
        "developmentStatus",
    )
    assert told["problems"][0]["message"].startswith("fini is not a value of the standard")


def test_pictures_are_looked_for_beside_the_file(folder: Path) -> None:
    (folder / "img").mkdir()
    (folder / "img" / "faux.png").write_text("<svg/>")
    wanted = {"logo: absent.svg": "no file absent.svg", "logo: img/faux.png": "not a PNG", "logo: ../x.svg": "no file"}
    for line, message in wanted.items():
        (folder / "publiccode.yml").write_bytes(with_lines(line))
        ran = run(str(folder))
        assert ran.exit_code == 1
        assert message in ran.stdout
    (folder / "publiccode.yml").write_bytes(with_lines("logo: assets/absent.svg"))
    assert run(str(folder)).exit_code == 0, "away from its repository, a file isn't told to lack what it names"


def test_a_repository_is_told_as_its_last_scan_read_it(tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    with open_store(database) as store:
        read = f.repository(store, "ministere/paie", Visibility.PUBLIC)
        f.scan(store, read, facts_of(replaced("stable", "fini")), detectors=DETECTORS)
        f.repository(store, "ministere/sans")
    ran = run("ministere/paie", "--database", str(database))
    assert ran.exit_code == 1
    assert ran.stdout.startswith(f"{f.HOST}/ministere/paie:publiccode.yml:6:1: error: developmentStatus: ")
    without = run("ministere/sans", "--database", str(database))
    assert isinstance(without.exception, UsageError)
    assert "--draft" in without.exception.mend


def test_a_folder_without_the_file_says_so(tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    for _ in range(2):
        ran = run(str(tmp_path), "--database", str(database))
        assert isinstance(ran.exception, UsageError)
        assert "in this folder" in ran.exception.message
        open_store(database).close()


WRONG = (
    replaced("type: none", "type: contract\n  contacts: x").replace(b"fr:\n", b"fr_FR:\n").replace(b'"0.7"', b"'0.4'"),
    with_lines(
        "fr: {}", "landingUrl: x", "features: []", "it: {conforme: {gdpr: no}}", "IT: {riuso: {codiceIPA: a_b_c}}"
    ),
    with_lines(
        "logo: /a.gif", "monochromeLogo: a.gif", "roadmap: ''", "releaseDate: x", "isBasedOn: a", without="legal:"
    ),
    with_lines(
        "intendedAudience: {countries: [fr, UK], scope: [x, governement]}", "supports: [{id: x}]", "inputTypes: [x]"
    ),
    with_lines("organisation: {uri: x}", "name: a", without="name:").replace(b'"0.7"', b"0.7"),
    replaced("EUPL-1.2", "x y\n  repoOwner: x").replace(b"Calcule", b"x" * 150).replace(b"    - fr", b"    - x"),
    *(b"a: b: c", b"a: [", b"a: *b", b"\xff", b"a: 1\n---\na: 2", b"a: 1\na: 2", b"? [a]\n: 1", b"[" * 5_000),
)


def test_every_problem_is_told_in_french() -> None:
    told = translator("fr").told
    messages = {problem.message for data in WRONG for problem in validate(data).problems}
    assert len(messages) > 35
    assert [message for message in messages if told(message) == message] == []


# --- the draft -------------------------------------------------------------------------------------------------------

TODO = re.compile(r"^( *)# TODO ", re.MULTILINE)
RICH = Known(
    name="Paie : « édition »",
    url="https://forge.exemple.gouv.fr/drh/paie",
    homepage="https://paie.exemple.gouv.fr",
    short="Calcule la paie des agents",
    licence="EUPL-1.2",
    version="2.1.0",
    released_on="2026-03-02",
    organisation="DRH",
    organisation_uri="https://drh.exemple.gouv.fr",
    software=(("PostgreSQL", "compose.yml"),),
    software_type=Guess("standalone/web", "{path} is a file of web applications", "manage.py"),
    status=Guess("stable", "the last version is {path}", "v2.1.0"),
    languages=Guess("fr, en", "{path} is a file of translations", "locale/fr.po"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", [Known(name="paie"), RICH, RICH._replace(archived=True, status=None)])
def test_a_draft_is_yaml_and_is_valid_once_completed(known: Known, language: Language) -> None:
    text = draft(known, translator(language))
    assert yaml.safe_load(text)["name"] == known.name
    completed = validate(TODO.sub(r"\1", text).encode())
    assert completed.problems == ()
    assert completed.document["name"] == known.name


@settings(deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys(("name", "short", "short_from", "licence", "url", "organisation"), st.text())),
    st.text(),
)
def test_whatever_is_known_a_draft_is_yaml(texts: dict[str, str], path: str) -> None:
    guess = Guess("stable", "the last version is {path}", path)
    known = Known(**(RICH._asdict() | texts | {"status": guess, "software": ((path, path),)}))
    text = draft(known, translator("fr"))
    assert isinstance(yaml.safe_load(text), dict)
    assert not [told for told in validate(text.encode()).problems if told.key == ""]


def test_a_long_description_is_cut_to_what_the_standard_takes() -> None:
    text = draft(RICH._replace(short="mot " * 100), translator("fr"))
    assert validate(TODO.sub(r"\1", text).encode()).valid


def test_a_licence_that_is_no_spdx_expression_is_left_to_complete() -> None:
    assert '# TODO license: "EUPL-1.2"' in draft(Known(name="paie", licence="Licence maison"), translator("fr"))


def test_what_the_store_knows_is_filled_in(store: Store) -> None:
    identity = f.repository(
        store, "drh/paie", Visibility.PUBLIC, homepage="https://paie.exemple.gouv.fr", archived=False
    )
    facts = [
        Fact(
            detector="community", rule="community-readme", path="README.md", data={"sentence": "Elle calcule la paie."}
        ),
        Fact(detector="licenses", rule="licence-declared", data={"expression": "EUPL-1.2", "agreement": "agree"}),
        Fact(detector="software", rule="software-used", path="docker-compose.yml", data={"name": "PostgreSQL"}),
        Fact(detector="software", rule="software-used", path="requirements.txt", data={"name": "Ansible"}),
    ]
    files = [f.file(path) for path in ("manage.py", "locale/fr/LC_MESSAGES/a.po", "locale/en/LC_MESSAGES/a.po")]
    detectors = dict.fromkeys(("community", "licenses", "software"), "1")
    f.scan(store, identity, facts, files, detectors=detectors)
    save_releases(store, identity, [Release("v1.2.0", "", "2026-03-02T10:00:00Z", "c" * 40)])
    document = yaml.safe_load(draft(read_known(store, identity), translator("fr")))
    assert document | {"description": 0} == {
        "publiccodeYmlVersion": "0.7",
        "name": "paie",
        "url": f"https://{f.HOST}/drh/paie",
        "landingURL": "https://paie.exemple.gouv.fr",
        "softwareVersion": "1.2.0",
        "releaseDate": "2026-03-02",
        "organisation": {"name": "drh", "uri": f"https://{f.HOST}/drh"},
        "softwareType": "standalone/web",
        "platforms": ["web"],
        "developmentStatus": "stable",
        "description": 0,
        "legal": {"license": "EUPL-1.2"},
        "maintenance": None,
        "localisation": {"localisationReady": True, "availableLanguages": ["fr", "en"]},
        "dependsOn": {"open": [{"name": "PostgreSQL"}]},
    }
    assert document["description"] == {"fr": {"shortDescription": "Elle calcule la paie."}}


def test_the_command_prints_the_draft(tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    with open_store(database) as store:
        f.repository(store, "ministere/paie")
    ran = run("ministere/paie", "--draft", "--database", str(database), language="fr")
    assert ran.exit_code == 0
    assert yaml.safe_load(ran.stdout)["name"] == "paie"


# --- guesses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "guessed"),
    [
        (["backend/manage.py", "setup.py"], "standalone/web"),
        (["app/src/main/AndroidManifest.xml", "build.gradle"], "standalone/mobile"),
        (["src/main/resources/application.yml", "pom.xml"], "standalone/backend"),
        (["ansible.cfg", "roles/a/tasks/main.yml"], "configurationFiles"),
        (["pyproject.toml", "src/a.py", "docs/index.html", "tests/app/manage.py"], "library"),
        (["go.mod", "cmd/outil/main.go"], ""),
        (["pyproject.toml", "Dockerfile"], ""),
        (["calcul.sas"], ""),
    ],
)
def test_the_kind_of_software_is_guessed_from_its_files(paths: list[str], guessed: str) -> None:
    guess = guess_type(paths)
    assert (guess.value if guess else "") == guessed


def test_languages_are_those_of_translations() -> None:
    found = guess_languages(["web/src/i18n/resources/en.tsx", "web/src/i18n/resources/fr.tsx", "i18n/index.ts"])
    assert found == Guess("fr, en", "{path} is a file of translations", "web/src/i18n/resources/fr.tsx")
    assert guess_languages(["src/js/fr.js", "lang/js.json"]) is None


@pytest.mark.parametrize(
    ("version", "archived", "guessed"),
    [
        ("1.0", False, "stable"),
        ("0.9", False, "beta"),
        ("2.0-rc1", False, "beta"),
        ("1.0", True, "obsolete"),
        ("", False, ""),
    ],
)
def test_the_state_is_guessed_from_the_last_version(version: str, archived: bool, guessed: str) -> None:
    guess = guess_status(version, archived=archived, tag=f"v{version}")
    assert (guess.value if guess else "") == guessed


def test_a_sentence_is_french_unless_it_is_english() -> None:
    assert [language_of(text) for text in ("Calcul de la paie", "Computes the pay of agents", "OpenFisca")] == [
        "fr",
        "en",
        "fr",
    ]
