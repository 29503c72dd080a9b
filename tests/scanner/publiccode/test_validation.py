# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What makes a publiccode.yml invalid, or better said otherwise, and where."""

import json
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.publiccode import Severity, validate
from scanner.publiccode.schema import DOCUMENT
from tests.scanner.publiccode.documents import LONG, VALID, replaced, with_lines


class Told(NamedTuple):
    """A problem as these tests compare them."""

    key: str
    line: int
    column: int


def errors(data: bytes) -> list[Told]:
    return [Told(p.key, p.line, p.column) for p in validate(data).problems if p.severity is Severity.ERROR]


def warnings(data: bytes) -> list[Told]:
    return [Told(p.key, p.line, p.column) for p in validate(data).problems if p.severity is Severity.WARNING]


def test_the_mandatory_keys_suffice() -> None:
    validation = validate(VALID.encode())
    assert (validation.problems, validation.valid, validation.version) == ((), True, "0.7")
    assert validation.document["localisation"] == {"localisationReady": False, "availableLanguages": ["fr"]}


@pytest.mark.parametrize(
    ("removed", "missing"),
    [
        ("name:", ["name"]),
        ("url:", ["url"]),
        ("platforms:", ["platforms"]),
        ("developmentStatus:", ["developmentStatus"]),
        ("description:", ["description"]),
        ("legal:", ["legal.license"]),
        ("maintenance:", ["maintenance.type"]),
        ("localisation:", ["localisation.localisationReady", "localisation.availableLanguages"]),
        ("publiccodeYmlVersion:", ["publiccodeYmlVersion"]),
    ],
)
def test_a_missing_key_is_told_at_its_parent(removed: str, missing: list[str]) -> None:
    assert errors(with_lines(without=removed)) == [Told(key, 1, 1) for key in missing]


def test_a_missing_key_of_a_section_is_told_at_the_section() -> None:
    assert errors(with_lines(without="license:")) == [Told("legal.license", 14, 1)]
    assert errors(replaced("  license: EUPL-1.2", "  mainCopyrightOwner: DRH")) == [Told("legal.license", 15, 3)]
    assert errors(replaced("legal:\n  license: EUPL-1.2", "legal: {}")) == [Told("legal.license", 14, 8)]


@pytest.mark.parametrize(
    ("old", "new", "key", "line", "column"),
    [
        ('"0.7"', "0.7", "publiccodeYmlVersion", 1, 1),
        ('"0.7"', '"1"', "publiccodeYmlVersion", 1, 1),
        ("name: Paie", "name: [Paie]", "name", 2, 7),
        ("name: Paie", "name:", "name", 2, 1),
        ("https://git", "git", "url", 3, 1),
        ("  - web\n", "  web: 1\n", "platforms", 5, 3),
        ("platforms:\n  - web", "platforms: []", "platforms", 4, 1),
        ("stable", "stabel", "developmentStatus", 6, 1),
        ("standalone/web", "standalone", "softwareType", 7, 1),
        ("  fr:\n", "  français:\n", "description.français", 9, 3),
        ("  fr:\n", "  fr_FR:\n", "description.fr_FR", 9, 3),
        (LONG, LONG[:149].strip(), "description.fr.longDescription", 11, 5),
        ("Calcule la paie des agents", "x" * 151, "description.fr.shortDescription", 10, 5),
        ("    features:\n      - Bulletins\n", "    features: []\n", "description.fr.features", 12, 5),
        ("EUPL-1.2", "Licence ouverte", "legal.license", 15, 3),
        ("type: none", "type: interne", "maintenance.type", 17, 3),
        ("type: none", "type: internal", "maintenance.contacts", 17, 3),
        ("type: none", "type: community\n  contacts: []", "maintenance.contacts", 18, 3),
        ("type: none", "type: contract", "maintenance.contractors", 17, 3),
        ("type: none", "type: none\n  contractors: [{name: A, until: 2030-01-01}]", "maintenance.contractors", 18, 3),
        ("localisationReady: false", "localisationReady: no", "localisation.localisationReady", 19, 22),
        ("    - fr\n", "    - français\n", "localisation.availableLanguages[0]", 21, 7),
    ],
)
def test_a_wrong_value_is_told_at_its_place(old: str, new: str, key: str, line: int, column: int) -> None:
    assert errors(replaced(old, new)) == [Told(key, line, column)]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("landingURL: ftp://exemple.gouv.fr", "landingURL"),
        ('roadmap: ""', "roadmap"),
        ("isBasedOn: [https://a.fr/b, c]", "isBasedOn[1]"),
        ("isBasedOn: {url: https://a.fr}", "isBasedOn"),
        ("releaseDate: 2026-02-30", "releaseDate"),
        ("releaseDate: 2026-02-03T10:00:00Z", "releaseDate"),
        ("softwareVersion: [1]", "softwareVersion"),
        ("logo: /img/logo.svg", "logo"),
        ("logo: file:///img/logo.svg", "logo"),
        ("logo: img/logo.gif", "logo"),
        ("inputTypes: [text]", "inputTypes[0]"),
        ("categories: [paie]", "categories[0]"),
        ("usedBy: DGFiP", "usedBy"),
        ("usedBy: [DGFiP, ]\nplatforms2:", "platforms2"),
        ("usedBy: [DGFiP, ~]", "usedBy[1]"),
        ("fundedBy: [{name: DINUM}]", "fundedBy[0].uri"),
        ("fundedBy: [{uri: dinum}]", "fundedBy[0].uri"),
        ("organisation: {uri: 'urn:x-italian-pa:code_trop_long_et_faux'}", "organisation.uri"),
        ("supports: [{id: 'alias:rgaa'}]", "supports[0].id"),
        ("supports: [{id: rgaa}]", "supports[0].id"),
        ("intendedAudience: {countries: [UK]}", "intendedAudience.countries[0]"),
        ("intendedAudience: {countries: [Fr]}", "intendedAudience.countries[0]"),
        ("intendedAudience: {scope: [paie]}", "intendedAudience.scope[0]"),
        ("intendedAudience: []", "intendedAudience"),
        ("dependsOn: {open: [{versionMin: '1'}]}", "dependsOn.open[0].name"),
        ("dependsOn: {open: [{name: A, optional: oui}]}", "dependsOn.open[0].optional"),
        ("IT: {riuso: {codiceIPA: pas_un_code}}", "IT.riuso.codiceIPA"),
        ("IT: {countryExtensionVersion: '2'}", "IT.countryExtensionVersion"),
        ("FR: {siret: '1'}", "FR"),
        ("creationDate: 2022-07-11", "creationDate"),
    ],
)
def test_an_optional_key_is_judged_when_it_is_there(line: str, key: str) -> None:
    assert [told.key for told in errors(with_lines(line))] == [key]


@pytest.mark.parametrize(
    "line",
    [
        "softwareVersion: 1.10",
        "releaseDate: 2026-02-03",
        "logo: https://avatars.exemple.fr/u/12?v=4",
        "logo: ./img/logo.SVG",
        "categories: []",
        "categories:",
        "isBasedOn: https://a.fr/b",
        "organisation: {uri: 'urn:x-france:dinum'}",
        "fundedBy: [{uri: https://lannuaire.service-public.fr/gouvernement/1, name: DINUM}]",
        "supports: [{id: 'alias:gdpr'}, {id: 'urn:iso:std:iso:27001'}]",
        "intendedAudience: {countries: [FR], scope: [government], unsupportedCountries: []}",
        "dependsOn: {open: [{name: PostgreSQL, versionMin: 14.2, optional: true}], hardware: []}",
        "IT: {piattaforme: {spid: true}}",
    ],
)
def test_an_optional_key_that_is_right_says_nothing(line: str) -> None:
    assert validate(with_lines(line)).problems == ()


def test_numbers_stay_the_text_that_was_written() -> None:
    assert validate(with_lines("softwareVersion: 1.10")).document["softwareVersion"] == "1.10"
    contacts = replaced("type: none", "type: none\n  contacts: [{name: A, phone: +33102030405}]")
    assert validate(contacts).document["maintenance"]["contacts"] == [{"name": "A", "phone": "+33102030405"}]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (replaced('"0.7"', "'0.4'"), "publiccodeYmlVersion"),
        (with_lines("monochromeLogo: logo.svg"), "monochromeLogo"),
        (with_lines("outputTypes: [text/plain]"), "outputTypes"),
        (replaced("  license:", "  repoOwner: DRH\n  license:"), "legal.repoOwner"),
        (replaced("  license:", "  authorsFile: AUTHORS\n  license:"), "legal.authorsFile"),
        (replaced("    features:", "    genericName: Paie\n    features:"), "description.fr.genericName"),
        (with_lines("intendedAudience: {countries: [fr]}"), "intendedAudience.countries[0]"),
        (with_lines("it: {piattaforme: {spid: true}}"), "it"),
        (with_lines("IT: {conforme: {gdpr: true}}"), "IT.conforme"),
        (with_lines("IT: {riuso: {codiceIPA: c_h501}}"), "IT.riuso.codiceIPA"),
    ],
)
def test_what_is_deprecated_is_a_warning(data: bytes, key: str) -> None:
    assert ([told.key for told in warnings(data)], validate(data).valid) == ([key], True)


@pytest.mark.parametrize("version", ["0", "0.2", "0.2.2", "0.3", "0.4.0", "0.5", "0.5.0", "0.7", "0.7.0"])
def test_every_version_of_the_standard_is_read(version: str) -> None:
    validation = validate(replaced('"0.7"', f'"{version}"'))
    assert (validation.valid, validation.version) == (True, version)
    assert bool(validation.problems) == (version not in ("0", "0.7", "0.7.0"))


def test_one_language_at_least_has_the_long_description() -> None:
    other = replaced("legal:", "  en:\n    shortDescription: Payroll\nlegal:")
    assert validate(other).valid
    assert [told.key for told in warnings(other)] == ["description.en.longDescription", "description.en.features"]
    none = replaced("longDescription", "localisedName")
    assert [told.key for told in errors(none)] == ["description.fr.longDescription"]


def test_lengths_are_those_of_a_reader() -> None:
    families = "👩\u200d👩\u200d👧" * 150
    assert errors(replaced("Calcule la paie des agents", families)) == []
    assert [told.key for told in errors(replaced(LONG, families[:-1]))] == []
    assert [told.key for told in errors(replaced(LONG, "e\u0301" * 149))] == ["description.fr.longDescription"]


@pytest.mark.parametrize(
    ("expression", "accepted"),
    [
        ("MIT OR Apache-2.0", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("etalab-2.0", True),
        ("Apache-2.0+", True),
        ("LicenseRef-Interne", True),
        ("DocumentRef-a:LicenseRef-b", True),
        ("MIT Apache-2.0", False),
        ("CeCILL", False),
    ],
)
def test_licences_are_spdx_expressions(expression: str, accepted: bool) -> None:
    assert validate(replaced("EUPL-1.2", expression)).valid == accepted


@pytest.mark.parametrize(
    ("tag", "accepted"),
    [
        *(("fr", True), ("fr-FR", True), ("zh-Hant-TW", True), ("sl-IT-nedis", True), ("es-419", True), ("rcf", True)),
        *(
            ("fra", True),
            ("en-GB-x-prive", True),
            ("xxx", False),
            ("en_GB", False),
            ("fr-FRA", False),
            ("en-UK", False),
        ),
    ],
)
def test_languages_are_those_that_exist(tag: str, accepted: bool) -> None:
    assert validate(replaced("    - fr\n", f"    - {tag}\n")).valid == accepted


@pytest.mark.parametrize(
    ("address", "accepted"),
    [
        ("https://www.youtube.com/watch?v=a", True),
        ("https://tube.numerique.gouv.fr/w/6xN1Qz3yYJv8oKq7hQ5Y2w", True),
        ("https://exemple.gouv.fr/video.mp4", False),
        ("https://pasyoutube.com/watch?v=a", False),
        ("youtube.com", False),
    ],
)
def test_videos_are_on_sites_that_speak_oembed(address: str, accepted: bool) -> None:
    assert validate(replaced("    features:", f"    videos: [{address}]\n    features:")).valid == accepted


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("landingUrl: https://a.fr", "the standard has no key landingUrl here: is it landingURL?"),
        ("tags: [paie]", "the standard has no key tags here: is it categories?"),
        ("features: [Bulletins]", "the standard has the key features in description.fr"),
        ("license: MIT", "the standard has the key license in legal"),
        ("creationDate: 2022-07-11", "the standard has no key creationDate here"),
        ("fundedBy: [{uri: 'https://a.fr', url: 'https://a.fr'}]", "the standard has no key url here: is it uri?"),
    ],
)
def test_the_key_that_was_meant_is_named(line: str, message: str) -> None:
    assert [problem.message for problem in validate(with_lines(line)).problems] == [message]


def test_no_number_of_warnings_hides_an_error() -> None:
    many = with_lines(f"intendedAudience: {{countries: [{', '.join(['fr'] * 300)}]}}", "roadmap: bientôt")
    assert (len(validate(many).problems), errors(many)) == (200, [Told("roadmap", 23, 1)])
    assert not validate(many).valid


def test_files_of_the_repository_are_listed_and_not_looked_at() -> None:
    validation = validate(with_lines("logo: img/logo.svg", "monochromeLogo: https://a.fr/b.svg"))
    assert [(file.path, file.line, file.key) for file in validation.files] == [("img/logo.svg", 22, "logo")]


# --- whatever comes --------------------------------------------------------------------------------------------------

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates()
NAMES = st.sampled_from([*DOCUMENT.keys, "fr", "uri", "type", "license", "contacts", "features"]) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=25
)


@settings(deadline=None)
@given(st.dictionaries(NAMES, VALUES, max_size=12))
def test_any_yaml_is_judged_with_places_in_the_file(document: dict[str, object]) -> None:
    data = yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "surrogatepass")
    validation = validate(data)
    lines = data.count(b"\n") + 1
    assert not validation.valid
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in validation.problems)
    json.dumps(validation.document, allow_nan=False).encode("utf-8")


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_judged(data: bytes) -> None:
    assert not validate(data).valid
