# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for every report: the same verdict gives the same text, no name breaks it, no secret is in it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.check.models import Severity, Verdict
from catalog.check.reports import REPORTS
from catalog.i18n import LANGUAGES, Language, translator
from tests.building import RepositoryBuilder
from tests.caches import with_compiled_rules
from tests.catalog.check.reports.verdicts import change, hostile, problem, verdict
from tests.catalog.check.sides import checked

ROOT = Path(__file__).resolve().parents[4]
FRENCH_SPACES = {0xA0: " ", 0x202F: " "}
EVERY = pytest.mark.parametrize("name", list(REPORTS))
JSON = ("json", "sarif", "gitlab-codequality", "gitlab-secrets", "badge-endpoint")
XML = ("junit", "badge")

AWS = "AKIA" + "Q7ZK3N5TXWPL2VHD"
PASSWORD = "xK9#" + "mP2vLq8wZr5tB"
GONE = "hT4" + "&nR7yJc1Wb6Qe"
EMAIL = "jeanne.testard@interieur.gouv.fr"
NIR = "2 84 05 75 116 123 " + str(97 - 2840575116123 % 97).zfill(2)


def every_report(of: Verdict) -> dict[tuple[str, Language], str]:
    return {(name, language): REPORTS[name](of, translator(language)) for name in REPORTS for language in LANGUAGES}


@EVERY
def test_a_verdict_gives_one_text(name: str) -> None:
    for of in (verdict(), change(), hostile()):
        first, second = (REPORTS[name](of.model_copy(deep=True), translator("fr")) for _ in range(2))
        assert first == second
        assert first == "" or first.endswith("\n")


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_name_at_all_leaves_every_report_readable(name: str) -> None:
    of = verdict((problem("secret", Severity.ERROR, name, 1, message="{name}", fields={"name": name}, detail=name),))
    told = {report: render(of, translator("en")) for report, render in REPORTS.items()}
    for report, text in told.items():
        if report in JSON:
            json.loads(text)
        if report in XML:
            ElementTree.fromstring(text)  # noqa: S314 - ours
    assert len(told["annotations"].splitlines()) == told["annotations"].count("\n") == 1
    assert all(line.translate(FRENCH_SPACES).isprintable() for line in told["text"].splitlines())


# --- real checks -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository that holds secrets and personal data, now, before, and in its messages."""
    builder = RepositoryBuilder(tmp_path_factory.mktemp("planted") / "depot")
    builder.write("src/app.py", f'KEY = "{AWS}"\npassword = "{PASSWORD}"\n')
    builder.write("old.env", f"DB_PASSWORD={GONE}\n")
    builder.commit(f"Le mot de passe est {PASSWORD}, demander à {EMAIL}")
    builder.remove("old.env")
    builder.write("data/agents.csv", f"nom;courriel;nir\nTestard;{EMAIL};{NIR}\n")
    builder.write("src/kept.py", f'password = "{PASSWORD}1"  # gitleaks:allow\n')
    builder.commit(f"Données de {EMAIL}, {NIR}")
    builder.close()
    return builder.path


@pytest.fixture(scope="module")
def told(planted: Path) -> dict[str, str]:
    """Return all that one command says of it: every report, its page, its two streams with every detail."""
    out = planted.parent / "out"
    out.mkdir()
    asked = [word for name in REPORTS for word in ("--report", f"{name}={out / name}")]
    cache = ("--cache", str(with_compiled_rules(planted.parent / "cache")))
    command = [sys.executable, "-m", "catalog.cli", "check", str(planted), "--debug", "--lang", "fr", *cache, *asked]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    environ = kept | {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(out / "summary")}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    return {file.name: file.read_text(encoding="utf-8") for file in out.iterdir()} | {
        "stdout": done.stdout,
        "stderr": done.stderr,
    }


def test_the_planted_secrets_are_seen(told: dict[str, str]) -> None:
    assert set(told) == {*REPORTS, "summary", "stdout", "stderr"}
    assert {(each["rule"], each["path"]) for each in json.loads(told["json"])["problems"]} >= {
        ("secret", "src/app.py"),
        ("secret", "old.env"),
        ("personal-data", "data/agents.csv"),
    }


@pytest.mark.parametrize("value", [AWS, PASSWORD, GONE, EMAIL, NIR, NIR.replace(" ", "")])
def test_nothing_that_is_said_holds_a_secret_or_a_person_s_data(told: dict[str, str], value: str) -> None:
    for name, text in told.items():
        shown = text.replace("\\", "").replace("\n", "")
        assert value not in shown, name
        assert value[3:-3] not in shown, name


def test_a_path_is_shown_as_it_is(tmp_path: Path) -> None:
    """Whoever has to mend needs it, and the forge shows it anyway: a secret in a file's name isn't masked."""
    builder = RepositoryBuilder(tmp_path / "depot")
    builder.write(f"{EMAIL}.env", f"DB_PASSWORD={PASSWORD}\n").commit()
    builder.close()
    told = every_report(checked(builder))
    assert EMAIL in told["text", "fr"]
    assert all(PASSWORD not in text for text in told.values())


def test_hostile_file_names_of_a_real_repository_break_no_report(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "depot")
    names = (b"::error::a.env", b"a\nb.env", b"%0A::warning::c.env", "\u202egpj.env".encode(), b"\xff.env", b"]]>.env")
    for name in names:
        builder.write(name, f"DB_PASSWORD={PASSWORD}{len(name)}\n")
    builder.commit()
    builder.close()
    of = checked(builder)
    assert len({each.path for each in of.problems if each.rule == "secret"}) == len(names)
    for (report, _), text in every_report(of).items():
        if report in JSON:
            json.loads(text)
        if report in XML:
            ElementTree.fromstring(text)  # noqa: S314 - ours
        if report != "annotations":
            assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
