# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the detector promises whatever it reads: no value told, no exception, no network, bounds."""

import json
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.detectors.interface import Content, Scope
from scanner.detectors.secrets import SecretsDetector, engine, secrets_detector
from scanner.detectors.secrets.detector import MAX_FINDINGS
from scanner.errors import UsageError
from scanner.models import Confidence, Finding, Outcome, Reading, Snapshot
from scanner.policies import Policy, load_policy
from tests.scanner.detectors.secrets.made import HEXA, SYMBOLS, draw, jwt, private_key, uuid

Read = Callable[[str | bytes, str], Reading]

PASSWORD = draw(20, SYMBOLS)
LINE = f'password = "{PASSWORD}"\n'


def only(reading: Reading) -> Finding:
    assert len(reading.findings) == 1, [finding.rule for finding in reading.findings]
    return reading.findings[0]


# --- nothing is told -------------------------------------------------------------------------------------------------


def test_no_value_and_no_text_of_the_file_is_in_a_reading(read: Read) -> None:
    secrets = [PASSWORD, draw(40), draw(64, HEXA), jwt(), uuid(), draw(12)]
    text = (
        f'password = "{secrets[0]}"\napi_key = "{secrets[1]}"\nfc_client_secret = "{secrets[2]}"\n'
        f'session = "{secrets[3]}"\ntoken = "{secrets[4]}"\nmdp = "{secrets[5]}"\n{private_key()}'
    )

    told = read(text, "src/app.py").model_dump_json()

    assert json.loads(told)["findings"]
    pieces = {secret[start : start + 6] for secret in secrets for start in range(2, len(secret) - 6)}
    assert not [piece for piece in pieces if piece in told]
    assert "fc_client_secret" not in told
    assert private_key()[60:90] not in told


def test_long_secrets_show_two_characters_and_short_ones_none(read: Read) -> None:
    long, short = only(read(LINE, "a.py")), only(read(f'mdp = "{draw(9)}"', "a.py"))

    assert long.data["redacted"] == f"{PASSWORD[:2]}… (20)"
    assert short.data["redacted"] == "… (9)"
    assert long.data["kind"] == "password"
    assert long.data["engine_rule"].startswith("ouvrage.password.")
    assert 3.0 < long.data["entropy"] < 5.0


def test_the_message_is_a_sentence_without_values(read: Read) -> None:
    assert only(read(LINE, "a.py")).message == "A password is written in the code."


# --- grouping --------------------------------------------------------------------------------------------------------


def test_equal_secrets_share_a_fingerprint_across_files_rules_and_quotes(read: Read) -> None:
    value = draw(40)
    found = [
        only(read(f'token = "{value}"', "a.py")),
        only(read(f"API_PARTICULIER_TOKEN={value}", ".env")),
        only(read(f"password: '{value}'", "tests/b.yml")),
    ]

    assert len({finding.rule for finding in found}) == 3
    assert len({finding.fingerprint for finding in found}) == 1
    assert len(found[0].fingerprint) == 32


def test_a_key_has_the_same_fingerprint_with_real_and_with_escaped_line_breaks(read: Read) -> None:
    real = only(read(private_key(), "a.key"))
    escaped = only(read('{"k": "' + private_key().replace("\n", "\\n") + '"}', "a.json"))

    assert real.fingerprint == escaped.fingerprint


def test_fingerprints_and_version_depend_on_the_key_alone_given_to_the_run(detector: SecretsDetector) -> None:
    other = secrets_detector(load_policy("secrets"), b"another key")
    content = Content("0" * 40, LINE.encode(), "a.py", "code:source")

    assert only(other.read(content)).fingerprint != only(detector.read(content)).fingerprint
    assert other.version != detector.version
    assert secrets_detector(load_policy("secrets"), b"another key").version == other.version


def test_the_version_changes_with_the_policy(detector: SecretsDetector) -> None:
    policy = load_policy("secrets")
    changed = Policy("secrets", policy.data | {"noise": policy.data["noise"][1:]}, policy.path)

    assert secrets_detector(changed, b"the key of the tests").version != detector.version
    assert engine.engine_version() in detector.version


# --- odd content -----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.binary(max_size=400),
    after=st.binary(max_size=400),
    path_class=st.sampled_from(
        ["code:source", "code:config", "test:yaml", "code:keystore", "lock:data", "", "nonsense:nonsense"]
    ),
)
def test_random_bytes_never_raise_and_never_leak(
    detector: SecretsDetector, before: bytes, after: bytes, path_class: str
) -> None:
    data = before + b"\n" + LINE.encode() + after

    reading = detector.read(Content("0" * 40, data, "x", path_class))

    assert reading.outcome is Outcome.READ
    assert PASSWORD[2:] not in reading.model_dump_json()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_text_is_read_in_any_usual_encoding(encoding: str, read: Read) -> None:
    text = f"# Clé de l'été\r\n# réglages\r\n{LINE}"

    assert only(read(text.encode(encoding), "a.py")).line == 3


def test_binary_content_is_left_alone(read: Read) -> None:
    reading = read(b"\x7fELF\0\0\0" + LINE.encode(), "program")

    assert (reading.outcome, reading.findings, reading.summary) == (Outcome.READ, (), {"binary": True})


def test_media_archives_and_empty_files_do_not_concern_it(detector: SecretsDetector) -> None:
    assert detector.path_class("logo.png", 10) is None
    assert detector.path_class("lib/a.jar", 10) is None
    assert detector.path_class("a.py", 0) is None


def test_lines_of_a_key_are_told_from_first_to_last(read: Read) -> None:
    finding = only(read("\n\n" + private_key(), "a.txt"))

    assert (finding.line, finding.end_line) == (3, 16)


# --- path classes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "path_class"),
    [
        ("src/app.py", "code:source"),
        ("src/audit.java", "code:source"),
        ("src/UserTest.java", "test:source"),
        ("src/test/java/A.java", "test:source"),
        ("spec/fixtures/cle.pem", "test:source"),
        (".env", "code:config"),
        (".env.production", "code:config"),
        (".env.example", "test:config"),
        ("config/database.yml", "code:yaml"),
        ("config/locales/fr.yml", "translations:yaml"),
        ("package-lock.json", "lock:data"),
        ("poetry.lock", "lock:source"),
        ("vendor/jquery.js", "vendored:source"),
        ("README.md", "docs:source"),
        ("deploy/.pgpass", "code:pgpass"),
        ("ssl/serveur.p12", "code:keystore"),
        ("id_rsa", "code:config"),
    ],
)
def test_what_of_a_path_matters(path: str, path_class: str, detector: SecretsDetector) -> None:
    assert detector.path_class(path, 10) == path_class


def test_a_reading_depends_on_the_path_class_and_not_on_the_path(detector: SecretsDetector) -> None:
    one, other = (
        detector.read(Content("0" * 40, LINE.encode(), path, "code:source")) for path in ("a.py", "tests/b.c")
    )

    assert one == other


# --- files that are secrets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "path", "rule", "confidence"),
    [
        (b"\xfe\xed\xfe\xed" + struct.pack(">III", 2, 1, 1) + b"k" * 40, "a.jks", "secret-keystore", Confidence.HIGH),
        (b"\xfe\xed\xfe\xed" + struct.pack(">III", 2, 1, 2) + b"k" * 40, "a.jks", "secret-keystore", Confidence.LOW),
        (b"\x30\x82\x09\xb1\x02\x01\x03" + b"k" * 40, "a.p12", "secret-keystore", Confidence.MEDIUM),
        (b"\x30\x82\x09\xb1\x02\x01\x03" + b"k" * 40, "tests/a.pfx", "secret-keystore", Confidence.LOW),
        (b"\x03\xd9\xa2\x9a" + b"k" * 40, "a.kdbx", "secret-keystore", Confidence.HIGH),
        (b"\x05\x02" + b"k" * 40, "service.keytab", "secret-keytab", Confidence.HIGH),
    ],
)
def test_key_stores_are_told_by_name_and_first_bytes(
    data: bytes, path: str, rule: str, confidence: Confidence, read: Read
) -> None:
    finding = only(read(data, path))

    assert (finding.rule, finding.confidence, finding.line) == (rule, confidence, 0)


def test_a_pointer_named_like_a_key_store_is_no_key_store(read: Read) -> None:
    assert read("version https://git-lfs.github.com/spec/v1\noid sha256:" + draw(64, HEXA), "a.p12").findings == ()


# --- bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [-3000, -1200, -700, -300, -40, -5, 0, 40])
def test_a_secret_across_the_end_of_a_chunk_is_found_once_at_its_place(offset: int, read: Read) -> None:
    filler = ("#" * 79 + "\n") * ((engine.CHUNK_BYTES + offset) // 80)

    for text in (private_key(), LINE):
        finding = only(read(filler + text + filler, "a.py"))
        assert finding.line == filler.count("\n") + 1


def test_too_many_findings_in_one_file_are_bounded(read: Read) -> None:
    reading = read("".join(f'password = "{draw(12, seed=str(number))}"\n' for number in range(6_000)), "a.py")

    assert reading.outcome is Outcome.BOUNDED
    assert reading.reason == "more than 1000 findings in one file"
    assert len(reading.findings) == MAX_FINDINGS
    assert [finding.line for finding in reading.findings[:3]] == [1, 2, 3]


def test_a_part_that_takes_too_long_is_told(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CHUNK_SECONDS", 1e-9)

    reading = read(LINE * 10, "a.py")

    assert (reading.outcome, reading.findings) == (Outcome.BOUNDED, ())
    assert "too long" in reading.reason


def test_a_file_whose_parts_keep_taking_too_long_is_given_up(
    detector: SecretsDetector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHUNK_SECONDS", 1e-9)
    scanned: list[int] = []
    chunks = engine._chunks

    def counted(text: bytes) -> Iterator[tuple[int, bytes]]:
        for start, chunk in chunks(text):
            scanned.append(start)
            yield start, chunk

    monkeypatch.setattr(engine, "_chunks", counted)

    reading = detector.read(Content("0" * 40, b"a\n" * 2_000_000, "a.py", "code:source"))

    assert reading.outcome is Outcome.BOUNDED
    assert len(scanned) == 3


def test_files_of_nothing_but_noise_are_bounded_and_say_so(read: Read) -> None:
    reading = read('pwd="changeme"\n' * 60_000, "a.py")

    assert (reading.outcome, reading.findings) == (Outcome.BOUNDED, ())
    assert reading.reason == "more than 50000 places to look at in one file"


def test_scanning_opens_no_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    detector = secrets_detector(load_policy("secrets"), b"key")

    assert detector.read(Content("0" * 40, (LINE + private_key()).encode(), "a.py", "code:source")).findings
    assert not list(tmp_path.iterdir())


# --- what the interface asks -----------------------------------------------------------------------------------------


def test_it_reads_the_whole_history_and_concludes_nothing(detector: SecretsDetector) -> None:
    assert (detector.name, detector.scope, detector.max_bytes) == ("secrets", Scope.HISTORY, 50_000_000)
    assert list(detector.conclude(Snapshot("0" * 40, (), ()), {})) == []


def test_comments_of_the_scanned_code_silence_nothing(read: Read) -> None:
    for comment in ("# kingfisher:ignore", "# gitleaks:allow", "# nosec", "# pragma: allowlist secret"):
        assert read(LINE.rstrip("\n") + "  " + comment, "a.py").findings


def test_what_is_held_to_be_noise_is_counted(read: Read) -> None:
    reading = read('password = "changeme"\npassword = "changeme"\n' + LINE, "a.py")

    assert len(reading.findings) == 1
    assert reading.summary == {"noise": {"model-value": 2}}


def test_one_piece_of_text_gives_one_finding_of_the_most_telling_rule(read: Read) -> None:
    assert only(read(f'token = "{"gh" + "p_" + draw(36)}"', "a.py")).rule == "secret-github-pat"


def test_a_bad_expression_in_a_policy_is_told_with_its_file() -> None:
    policy = load_policy("secrets")
    noise = [{"id": "odd", "action": "drop", "value": "(", "reason": "none"}]

    with pytest.raises(UsageError) as told:
        secrets_detector(Policy("secrets", policy.data | {"noise": noise}, policy.path), b"key")

    assert told.value.source == str(policy.path)
