# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Two sealed outputs: nothing closed is in any byte of the public one, and nothing of it can be told from what is."""

import filecmp
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from catalog.cli import app
from catalog.database import Store, open_store
from catalog.manifest import MANIFEST
from catalog.priority_policy import load_priorities
from scanner.errors import UsageError
from scanner.models import Confidence, Fact, Finding, Place, Reading, Visibility
from tests.catalog import canaries
from tests.catalog import filling as f

ALL_OPTIONS = (
    *("--site-name", "Codes sources", "--publisher", "Ministère de l’Exemple", "--contact", "codes@exemple.gouv.fr"),
    *("--base-url", "https://codes.exemple.gouv.fr/", "--hosting", "Hébergeur", "--publication-director", "Directrice"),
    *("--accessibility", "partially-compliant", "--accessibility-date", "2026-01-05", "--accessibility-rate", "75"),
    *("--accessibility-auditor", "Auditeur", "--lang", "fr"),
)


class Outputs(NamedTuple):
    """The two folders of one publication."""

    public: Path
    internal: Path


def publish(folder: Path, database: Path, policies: Path, declarations: Path) -> Outputs:
    """Publish both views of a store with the command, all options given."""
    done = Outputs(folder / "public", folder / "interne")
    places = {
        "--database": database,
        "--policies": policies,
        "--declarations": declarations,
        "--output": done.public,
        "--internal": done.internal,
    }
    words = ["publish", *ALL_OPTIONS, *(str(word) for pair in places.items() for word in pair)]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return done


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outputs]:
    folder = tmp_path_factory.mktemp("scelle")
    policies, declarations = canaries.write_folders(folder)
    with open_store(folder / "ouvrage.db") as store:
        canaries.fill(store)
    yield publish(folder, folder / "ouvrage.db", policies, declarations)
    shutil.rmtree(folder)


# --- no byte ---------------------------------------------------------------------------------------------------------


def test_no_canary_is_in_any_byte_of_the_public_output(outputs: Outputs) -> None:
    assert canaries.leaks(outputs.public, (*canaries.INSIDE, *canaries.KEPT, *canaries.NEVER)) == {}


def test_those_inside_read_them_all(outputs: Outputs) -> None:
    """Else the test above would test nothing."""
    assert set(canaries.INSIDE) - set(canaries.leaks(outputs.internal, canaries.INSIDE)) == set()


def test_fingerprints_and_what_was_skipped_are_in_neither(outputs: Outputs) -> None:
    assert canaries.leaks(outputs.internal, canaries.NEVER) == {}


def test_both_tell_of_open_code_and_of_the_closed_entry_that_is_published(outputs: Outputs) -> None:
    told = ("etalab/ouvert", "Calcul des aides", "Computation of benefits", "Calcul publiable")
    assert set(canaries.leaks(outputs.public, told)) == set(told)


@pytest.mark.parametrize("text", ["canari-depôt", 'canari"depot<b>&'])
def test_the_search_sees_through_what_outputs_do_to_words(tmp_path: Path, text: str) -> None:
    import base64
    import gzip
    import html
    from urllib.parse import quote

    written = (text.upper(), quote(text), html.escape(text), json.dumps(text))
    for number, writing in enumerate(written):
        (tmp_path / f"{number}.txt").write_text(f"…{writing}…", encoding="utf-8")
    (tmp_path / "4.gz").write_bytes(gzip.compress(f"…{text}…".encode()))
    for shift in range(3):
        (tmp_path / f"{5 + shift}.b64").write_bytes(base64.b64encode(b"x" * shift + text.encode() + b"\n"))
    assert len(canaries.leaks(tmp_path, [text])[text]) == 8


def test_no_page_of_those_inside_stays_in_a_folder_that_becomes_public_though_its_manifest_is_lost(
    outputs: Outputs, tmp_path: Path
) -> None:
    folder = shutil.copytree(outputs.internal, tmp_path / "site")
    (folder / MANIFEST).unlink()
    with open_store(tmp_path / "ouvrage.db"):
        pass
    asked = ["publish", "--database", str(tmp_path / "ouvrage.db"), "--output", str(folder)]
    refused = CliRunner().invoke(app, asked).exception
    assert isinstance(refused, UsageError)


# --- nothing to be told ----------------------------------------------------------------------------------------------


def test_a_published_closed_entry_says_its_name_purpose_rank_scores_and_reasons_alone(outputs: Outputs) -> None:
    (entry,) = json.loads((outputs.public / "data" / "to-open.json").read_text(encoding="utf-8"))["entries"]
    said = {"rank", "repository", "name", "owner", "visibility", "purpose", "purpose_en", "front", "degree"}
    assert set(entry) <= said | {"transparency", "reusability", "reasons", "secrets_checked", "exempted_until"}
    assert all(set(reason) <= {"axis", "rule", "title", "why", "points"} for reason in entry["reasons"])
    assert entry["secrets_checked"] == "2026-11-03"


def _differing(one: Path, other: Path) -> list[str]:
    """Return the files that two folders don't share byte for byte."""
    names = {path.relative_to(root).as_posix() for root in (one, other) for path in root.rglob("*") if path.is_file()}
    return sorted(filecmp.cmpfiles(one, other, names, shallow=False)[1] + filecmp.cmpfiles(one, other, names)[2])


def _dirty(store: Store, repository_id: int) -> None:
    """Scan a repository again: all that the policy takes for an obstacle is found in it, in place of nothing."""
    policy = load_priorities()
    findings = {rule.finding: rule for rule in policy.blockers if rule.finding}
    places = [_found(store, rule, number) for number, rule in enumerate(sorted(findings))]
    facts = [
        Fact(
            detector="rights",
            rule=name,
            path="un/chemin",
            message="M",
            data={key: values[0].strip("*") for key, values in rule.when.items()},
        )
        for rule in policy.blockers
        for name in rule.facts
        if not name.startswith(("algorithm", "licence-declared"))
    ]
    _scan_published(store, repository_id, facts, places)


def _found(store: Store, prefix: str, number: int) -> Place:
    """Save the reading of a blob where a rule that begins so finds something, and return its place."""
    finding = Finding(rule=f"{prefix}x", line=3, confidence=Confidence.HIGH, fingerprint=prefix, message="M")
    identifier = f.blob(prefix)
    detector = prefix.partition("-")[0].replace("secret", "secrets")
    reading = Reading(blob=identifier, path_class="", detector=detector, version="1", findings=(finding,))
    store.save_readings([reading])
    return Place(identifier, f"chemin/{number}", f.COMMIT, "2021-05-04T10:00:00+02:00", at_head=bool(number % 2))


def _scan_published(store: Store, repository_id: int, facts: list[Fact], places: list[Place]) -> None:
    common = [*f.rules("r.py"), f.module("lib")]
    versions = f.DETECTORS | {"personal": "1", "rights": "1", "licenses": "1", "algorithms": "1"}
    f.scan(store, repository_id, [*common, *facts], places=places, detectors=versions)
    canaries.settle(store)


def test_what_was_found_in_published_closed_code_changes_no_byte_of_the_public_output(tmp_path: Path) -> None:
    policies, declarations = canaries.write_folders(tmp_path)
    made = {}
    for name in ("propre", "sale"):
        (tmp_path / name).mkdir()
        with open_store(tmp_path / name / "ouvrage.db") as store:
            f.repository(store, "etalab/ouvert", Visibility.PUBLIC, "github.com")
            published = f.repository(store, "prestations/aides")
            if name == "sale":
                _dirty(store, published)
            else:
                _scan_published(store, published, [], [])
        made[name] = publish(tmp_path / name, tmp_path / name / "ouvrage.db", policies, declarations)
    assert _differing(made["propre"].internal, made["sale"].internal), "else nothing was found"
    assert _differing(made["propre"].public, made["sale"].public) == []


def test_which_closed_code_is_withheld_changes_no_byte_of_the_public_output(tmp_path: Path) -> None:
    """Another name, owner, content and past, even code that open repositories share: only how many is told."""
    policies, declarations = canaries.write_folders(tmp_path)
    made = {}
    for name, leaky in (("premier/un", False), ("etalab/second-depot", True)):
        folder = tmp_path / name.partition("/")[0]
        folder.mkdir()
        with open_store(folder / "ouvrage.db") as store:
            opened = f.repository(store, "etalab/ouvert", Visibility.PUBLIC, "github.com")
            f.scan(store, opened, [*f.rules("r.py"), f.module("lib")], [f.file("lib/jours.py", "partagé")])
            _scan_published(store, f.repository(store, "prestations/aides"), [], [])
            host = "github.com" if leaky else f.HOST
            hidden = f.repository(store, name, host=host, description=name, language="Java" if leaky else "Ada")
            _hide(store, hidden, opened) if leaky else _scan_published(store, hidden, [], [])
            _crawl_of_etalab(store, closed=leaky)
        made[name] = publish(folder, folder / "ouvrage.db", policies, declarations)
    assert _differing(*(each.internal for each in made.values())), "else nothing differs"
    assert _differing(*(each.public for each in made.values())) == []


def _hide(store: Store, hidden: int, opened: int) -> None:
    """Scan closed code that holds a secret and shares all it has with open code."""
    common = [*f.rules("r.py"), f.module("lib")]
    versions = f.DETECTORS | {"personal": "1", "rights": "1"}
    f.scan(store, hidden, common, [f.file("lib/jours.py", "partagé")], [f.secret(store, "x.env")], detectors=versions)
    with store.writing() as connection:
        for one, other in ((hidden, opened), (opened, hidden)):
            for path in ("", "lib"):
                connection.execute("INSERT INTO clone_pairs VALUES (?, ?, ?, 'lib', 4, 1.0, '')", (one, path, other))
    canaries.settle(store)


def _crawl_of_etalab(store: Store, *, closed: bool) -> None:
    """Tell that the account was read, with a token that also sees what it keeps closed."""
    seen = 1 + closed
    row = {"source": "https://github.com/etalab", "started_at": "2026-01-01T00:00:00Z", "seen": seen, "expected": seen}
    store.db.table("crawls").insert(row | {"finished_at": "2026-01-02T00:00:00Z", "outcome": "complete"})
