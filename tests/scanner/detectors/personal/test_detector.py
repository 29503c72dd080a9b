# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the detector promises whatever it reads: no value told, no exception, bounds, grouping, versions."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.detectors import DetectorSettings, build_detectors
from scanner.detectors.interface import Content, Scope
from scanner.detectors.personal import PersonalDetector, personal_detector
from scanner.detectors.personal.detector import MAX_OF_A_RULE
from scanner.errors import UsageError
from scanner.models import Confidence, Finding, Outcome, Reading, Snapshot
from scanner.policies import Policy, load_policy
from tests.scanner.detectors.personal.made import address, iban, in_pairs, mobile, nir, persons, spaced

Read = Callable[..., Reading]

KEY = b"the key of the tests"
VALUES = {
    "nir": nir(),
    "iban": iban(),
    "mail": address("interieur.gouv.fr"),
    "phone": mobile(),
    "host": "srvpaie07.e2.rie.gouv.fr",
    "ip": "10.154.61.9",
    "account": "lquillevin",
}
TEXT = "\n".join(
    (
        f"nir = '{VALUES['nir']}'",
        f"iban: {VALUES['iban']}",
        f"auteur: {VALUES['mail']}",
        f"Tél. : {in_pairs(VALUES['phone'])}",
        f"http://{VALUES['host']}/paie",
        f"http://{VALUES['ip']}:8080",
        f"/home/{VALUES['account']}/projets/x",
    )
)


def only(reading: Reading) -> Finding:
    assert len(reading.findings) == 1, [finding.rule for finding in reading.findings]
    return reading.findings[0]


# --- nothing is told -------------------------------------------------------------------------------------------------


def test_no_value_is_in_a_reading(read: Read) -> None:
    reading = read(TEXT)

    assert [finding.line for finding in reading.findings] == [1, 2, 3, 4, 5, 6, 7]
    told = reading.model_dump_json()
    hidden = [*VALUES.values(), VALUES["mail"].partition("@")[0], "srvpaie07", in_pairs(VALUES["phone"]), "154"]
    assert [value for value in hidden if value in told] == []


def test_what_is_told_is_of_the_network_not_of_the_person(read: Read) -> None:
    data = {finding.rule: finding.data for finding in read(TEXT).findings}

    assert data["personal-email"] == {"domain": "interieur.gouv.fr"}
    assert data["internal-host"] == {"suffix": "rie.gouv.fr"}
    assert data["internal-address"] == {"network": "10"}
    assert data["personal-nir"] == {"key": True}
    assert read(TEXT).summary == {"hits": dict.fromkeys(sorted(data), 1)}


def test_a_table_is_told_by_its_columns_and_counts(read: Read) -> None:
    rows = "".join(f"{family};{given};{birth}\n" for given, family, birth in persons(15))
    finding = only(read(f"nom_usage;Prénom(s);ddn\n{rows}", "data/agents.csv"))

    assert (finding.line, finding.data["form"], finding.data["rows"]) == (1, "csv", 16)
    assert not [value for values in persons(15) for value in values if value in finding.model_dump_json()]


def test_messages_are_sentences(read: Read) -> None:
    assert {finding.message for finding in read(f"iban: {iban()}").findings} == {
        "A bank account number (IBAN) is written in the code."
    }


# --- grouping and versions -------------------------------------------------------------------------------------------


def test_equal_values_share_a_fingerprint_however_they_are_written(read: Read) -> None:
    found = [only(read(f"nir: {number}", path)) for number, path in ((nir(), "a.py"), (spaced(nir()), "tests/b.md"))]
    phones = [only(read(text)) for text in (f"tel : {mobile()}", f"mobile +33 {in_pairs(mobile())[1:]}")]

    assert found[0].fingerprint == found[1].fingerprint != phones[0].fingerprint == phones[1].fingerprint
    assert len(found[0].fingerprint) == 32


def test_fingerprints_and_version_depend_on_the_key(detector: PersonalDetector) -> None:
    zones = load_policy("secrets").data["zones"]
    other = personal_detector(load_policy("personal"), zones, b"another key")
    content = Content("0" * 40, TEXT.encode(), "a.py", "code:text")

    ours, theirs = detector.read(content), other.read(content)
    assert not {f.fingerprint for f in ours.findings} & {f.fingerprint for f in theirs.findings}
    assert other.version != detector.version == personal_detector(load_policy("personal"), zones, KEY).version


def test_the_version_changes_with_the_policy_and_with_the_zones(detector: PersonalDetector) -> None:
    policy, zones = load_policy("personal"), load_policy("secrets").data["zones"]
    changed = Policy("personal", policy.data | {"first_names": "zénobie"}, policy.path)

    assert personal_detector(changed, zones, KEY).version != detector.version
    assert personal_detector(policy, zones[1:], KEY).version != detector.version


# --- odd content -----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.binary(max_size=300),
    after=st.binary(max_size=300),
    path_class=st.sampled_from(["code:text", "code:csv", "code:sql", "test:json", "docs:yaml", "code:xml", "", "x:y"]),
)
def test_random_bytes_never_raise_and_never_leak(
    detector: PersonalDetector, before: bytes, after: bytes, path_class: str
) -> None:
    data = before + b"\n" + TEXT.encode() + b"\n" + after

    reading = detector.read(Content("0" * 40, data, "x", path_class))

    assert reading.outcome is Outcome.READ
    told = reading.model_dump_json()
    assert not [value for value in VALUES.values() if value in told]


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 200_000,
        "06 " * 200_000,
        "a." * 200_000 + "gouv.fr",
        "a" * 400_000 + "@gouv.fr",
        "@" + "a." * 200_000,
        "\\\\srv-1" + "\\aa" * 100_000,
        "C:\\Users\\" * 50_000,
        "INSERT INTO t (nom, prenom, ddn) VALUES " + "('" * 20_000,
        "nom,prenom,ddn\n" + '"' * 400_000,
        "nom,prenom,ddn\n" + "," * 400_000,
        '{"prenom":' * 50_000,
        "prenom: &" * 50_000,
        "<prenom a=" * 50_000,
        "host" * 100_000 + " = 10.1.2.9",
        "/home/a" * 60_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("form", ["csv", "sql", "json", "yaml", "xml"])
def test_texts_made_to_be_slow_are_read(text: str, form: str, detector: PersonalDetector) -> None:
    reading = detector.read(Content("0" * 40, text.encode(), "x", f"code:{form}"))
    assert reading.outcome is Outcome.READ


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_text_is_read_in_any_usual_encoding(encoding: str, read: Read) -> None:
    assert only(read(f"# réglages\r\nnir = {nir()}".encode(encoding))).line == 2


def test_binary_content_is_left_alone(read: Read) -> None:
    assert read(b"\x7fELF\0\0\0" + TEXT.encode()).findings == ()


def test_a_file_full_of_hits_lists_some_and_counts_all(read: Read) -> None:
    reading = read("\n".join(f"iban: {iban(seed=str(index))}" for index in range(MAX_OF_A_RULE + 7)))

    assert (reading.outcome, len(reading.findings)) == (Outcome.READ, MAX_OF_A_RULE)
    assert reading.findings[-1].data == {"public": False, "more": 7}
    assert reading.summary == {"hits": {"personal-iban": MAX_OF_A_RULE + 7}}


# --- path classes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "path_class"),
    [
        ("src/app.py", "code:text"),
        ("data/agents.CSV", "code:csv"),
        ("tests/data/agents.tsv", "test:csv"),
        ("db/dump.sql", "code:sql"),
        ("db/init-demo-data.sql", "test:sql"),
        ("app/sampledata/Generator.scala", "test:text"),
        ("src/demonstration.py", "code:text"),
        ("src/latest/data.csv", "code:csv"),
        ("README.md", "docs:text"),
        ("config/locales/fr.yml", "translations:yaml"),
        ("vendor/a.js", "vendored:text"),
        ("package-lock.json", None),
        ("logo.svg", None),
        ("app.js.map", None),
        ("photo.jpg", None),
    ],
)
def test_what_of_a_path_matters(path: str, path_class: str | None, detector: PersonalDetector) -> None:
    assert detector.path_class(path, 10) == path_class
    assert detector.path_class(path, 0) is None


def test_a_reading_depends_on_the_path_class_and_not_on_the_path(detector: PersonalDetector) -> None:
    one, other = (detector.read(Content("0" * 40, TEXT.encode(), path, "code:text")) for path in ("a.py", "tests/b.c"))
    assert one == other


# --- as a detector ---------------------------------------------------------------------------------------------------


def test_it_is_one_of_the_detectors_and_reads_the_whole_history(detector: PersonalDetector) -> None:
    built = build_detectors(DetectorSettings(None, KEY))["personal"]

    assert (built.name, built.scope, built.version) == ("personal", Scope.HISTORY, detector.version)
    assert list(detector.conclude(Snapshot("", (), ()), {})) == []


def test_an_administration_adds_its_own_networks(tmp_path: Path) -> None:
    shipped = load_policy("personal").path.read_text(encoding="utf-8")
    own = shipped.replace("  internal:\n", "  internal:\n    - {suffix: 'mairie\\.lan', confidence: high}\n")
    (tmp_path / "personal.yml").write_text(own, encoding="utf-8")
    detector = build_detectors(DetectorSettings(tmp_path, KEY))["personal"]

    finding = only(detector.read(Content("0" * 40, b"http://paie.mairie.lan/", "a", "code:text")))

    assert (finding.data, finding.confidence) == ({"suffix": "mairie.lan"}, Confidence.HIGH)


def test_a_wrong_pattern_is_told() -> None:
    policy = load_policy("personal")
    wrong = policy.data | {"addresses": {"samples": "(", "common": "x"}}
    with pytest.raises(UsageError, match="regular expression"):
        personal_detector(Policy("personal", wrong, policy.path), [], KEY)
