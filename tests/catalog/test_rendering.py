# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What `ouvrage rank` and `ouvrage explain` print: for people, in French and English, and for machines."""

import csv
import io
import json
import math
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from catalog.database import Store
from catalog.i18n import Language, translator
from catalog.priorities import Ranked, explain, rank
from catalog.priority_policy import Priorities, load_priorities
from catalog.rendering import print_explanation, print_ranking
from catalog.run_report import RunReport
from catalog.source_crawl import CrawlOutcome, SourceReport
from scanner.models import Bounded, Fact, Problem, Skipped, Visibility
from scanner.resources import resource_dir
from tests.catalog import filling as f

SCHEMAS = resource_dir("policies") / "schemas" / "output"
HOSTILE = "mal/=cmd|x\u202e\x1b[31m<script>`[a](b)"


@pytest.fixture
def policy() -> Priorities:
    """Return the shipped policy."""
    return load_priorities()


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with a repository of rules and modules, an empty-handed one, and one that was never read."""
    facts = [
        *f.rules("calcul/bareme.py", "calcul/plafonds.py", share=0.125),
        f.module("lib/dates", 0.9, files=4, lines=1250),
        f.module("lib/x", 0.4, "after-cutting", cuts=[{"path": "lib/x/a.py", "line": 7, "target": "calcul.bareme"}]),
        Fact(detector="modules", rule="module-graph", data={"resolution_rate": 0.45}),
    ]
    places = [f.secret(store, "prod.env"), f.secret(store, "vieux.env", fingerprint="f2", at_head=False)]
    bounded = (Bounded(blob="b" * 40, path="gros.csv", detector="secrets", reason="900000000 bytes"),)
    calcul = f.repository(store, "impots/calcul")
    f.scan(store, calcul, facts, places=places, bounded=bounded, missing=2, history_blobs=2345)
    f.scan(store, f.repository(store, "impots/muet", Visibility.INTERNAL))
    f.repository(store, "impots/jamais")
    return store


def _explained(store: Store, policy: Priorities, name: str) -> Ranked:
    (row,) = store.rows("SELECT id FROM repositories WHERE name = ?", [name])
    return explain(store, policy, row["id"])


def _printed(
    capsys: pytest.CaptureFixture[str], store: Store, policy: Priorities, form: str, language: Language = "fr"
) -> str:
    print_ranking(rank(store, policy), policy, form, translator(language))
    return capsys.readouterr().out


def _told(
    capsys: pytest.CaptureFixture[str],
    item: Ranked,
    policy: Priorities,
    form: str = "text",
    language: Language = "fr",
) -> str:
    print_explanation(item, policy, form, translator(language))
    return capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")


def _valid(value: object, name: str) -> None:
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        [(key, Resource.from_contents(schema)) for key, schema in schemas.items()]
    )
    jsonschema.Draft202012Validator(schemas[name], registry=registry).validate(value)


# --- explain ---------------------------------------------------------------------------------------------------------


def test_a_referent_reads_sentences_with_their_places(
    filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _told(capsys, _explained(filled, policy, "calcul"), policy)
    for sentence in (
        "Rang 1 sur 3",
        "Contient 2 fichiers de règles de calcul ou de décision : ",
        "12 % des fichiers de code contiennent des règles de calcul ou de décision : ",
        "calcul/plafonds.py, ligne 2",
        "ligne 2 : if revenu > plafond:",
        "Contient 1 brique générique extractible en l’état : ",
        "lib/dates\n    4 fichiers, 1 250 lignes, Python",
        "à couper dans lib/x/a.py, ligne 7 : calcul.bareme",
        "Secrets dans la version actuelle : 1",
        "prod.env, ligne 3 (secret-password, confiance élevée",
        "Secrets dans l’historique : 1",
        "Proposé : B (Ouvert)",
        "réponse à donner par votre administration",
        "45 % des liens entre fichiers ont pu être suivis.",
        "En dessous de 60 %, les briques ne sont pas jugées sur ces liens.",
        "2 objets manquent dans le clone.",
        "gros.csv (900000000 bytes)",
        "2 345 contenus dans tout l’historique",
    ):
        assert sentence in text


def test_every_point_is_printed(filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]) -> None:
    item = _explained(filled, policy, "calcul")
    lines = [line for line in _told(capsys, item, policy).splitlines() if line.strip().startswith("+")]
    assert len(lines) == len(item.evidence)
    points = [float(line.split("·")[0].strip(" +").replace(",", ".")) for line in lines]
    assert math.fsum(points) == pytest.approx(item.transparency + item.reusability)


def test_what_is_at_many_places_is_told_once(
    store: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    fonts = [{"path": f"fonts/{n}.woff", "line": 0} for n in range(14)]
    data = {"files": 48, "places": fonts}
    font = Fact(
        detector="modules", rule="rights-font", path="fonts/0.woff", message="This font reserves its rights", data=data
    )
    f.scan(store, f.repository(store, "a/b"), [*f.rules(*(f"r{n}.py" for n in range(13)), share=0.2), font])
    text = _told(capsys, rank(store, policy)[0], policy)
    assert text.count("rights-font") == 1
    assert "Fichiers dont d’autres réservent les droits : 48" in text
    assert "et 4 autres endroits (`ouvrage findings` les donne tous)" in text
    assert "3 autres endroits (tous sont dans --format json)" in text
    assert text.count("r0.py, ligne 1") == 1
    assert "les 13 mêmes endroits" in text


def test_silence_is_never_told_as_low_stakes(
    filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _told(capsys, _explained(filled, policy, "muet"), policy)
    assert "Enjeux de transparence de l’action publique : rien de détecté" in text
    assert "ne signifie pas que les enjeux sont faibles" in text
    never = _told(capsys, _explained(filled, policy, "jamais"), policy)
    assert "Enjeux de transparence de l’action publique : non analysé" in never
    assert "Ce dépôt n’a jamais été analysé" in never


def test_english_says_the_same(filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]) -> None:
    text = _told(capsys, _explained(filled, policy, "calcul"), policy, language="en")
    assert "Holds 2 files of calculation or decision rules: " in text
    assert "Stakes of transparency of public action: " in text
    assert not [word for word in ("fichier", "ligne", "dépôt", "points sur") if word in text]


def test_markdown_says_what_the_text_says(
    filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    item = _explained(filled, policy, "calcul")
    text, markdown = (_told(capsys, item, policy, form) for form in ("text", "markdown"))
    bare = [line.strip() for line in text.splitlines() if line and "──" not in line]
    shown = [line.replace("\\", "").lstrip("#- ").strip() for line in markdown.splitlines() if line]
    assert [line.replace("\\", "") for line in bare] == shown
    assert markdown.startswith("# ")


def test_json_carries_every_point_with_what_was_seen(
    filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(_told(capsys, _explained(filled, policy, "calcul"), policy, "json"))
    _valid(told, "explain.schema.json")
    for axis in ("transparency", "reusability"):
        assert math.fsum(p["points"] for p in told["evidence"] if p["axis"] == axis) == pytest.approx(told[axis])
    assert {"line": 2, "text": "if revenu > plafond:"} in [
        line for point in told["evidence"] if point["fact"] == "algorithm-rules" for line in point["data"]["lines"]
    ]
    assert told["scan"]["resolution_rate"] == 0.45


def test_open_code_is_explained_without_a_rank(
    store: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    f.scan(store, f.repository(store, "a/ouvert", Visibility.PUBLIC), f.rules("r.py"))
    item = _explained(store, policy, "ouvert")
    assert "Ce code est déjà ouvert" in _told(capsys, item, policy)
    told = json.loads(_told(capsys, item, policy, "json"))
    _valid(told, "explain.schema.json")
    assert told["rank"] is None


# --- rank ------------------------------------------------------------------------------------------------------------


def test_json_is_valid_and_the_same_in_all_languages(
    filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    french, english = (_printed(capsys, filled, policy, "json", language) for language in ("fr", "en"))
    assert french == english
    ranked = json.loads(french)
    _valid(ranked, "rank.schema.json")
    assert ranked[0]["repository"] == f"{f.HOST}/impots/calcul"
    assert [item["rank"] for item in ranked] == [1, 2, 3]
    assert "data" not in ranked[0]["evidence"][0]


def test_csv_has_a_row_a_repository(filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(_printed(capsys, filled, policy, "csv"))))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["blockers"] == "secrets-at-head secrets-in-history history-not-checked"
    assert float(rows[0]["transparency"]) == rank(filled, policy)[0].transparency


def test_the_table_names_reasons_and_obstacles(
    filled: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("text", "markdown"):
        shown = _printed(capsys, filled, policy, form).replace("\u00a0", " ")
        assert "Quel code fermé ouvrir en premier" in shown
        assert "rien de détecté" in shown
        assert "non analysé" in shown
        assert "Secrets dans" in shown


def test_an_empty_store_is_said(store: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]) -> None:
    assert "aucun code fermé" in _printed(capsys, store, policy, "text")
    assert _printed(capsys, store, policy, "json") == "[]\n"


@pytest.mark.parametrize("form", ["text", "markdown", "csv"])
def test_hostile_names_stay_text(
    store: Store, policy: Priorities, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    url = "=HYPERLINK(1)"
    f.scan(store, f.repository(store, HOSTILE, html_url=url), f.rules("a|b\\x0a<img>.py"))
    shown = _printed(capsys, store, policy, form)
    if form != "csv":
        shown += _told(capsys, rank(store, policy)[0], policy, form)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    if form == "markdown":
        assert not [tag for tag in ("<script>", "<img>", "[a](b)") if tag in shown]
        assert all(line.replace("\\|", "").count("|") == 8 for line in shown.splitlines() if line.startswith("| "))
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(shown))
        assert row["url"] == "'=HYPERLINK(1)"


def test_what_surrounds_a_secret_is_never_told(
    store: Store, policy: Priorities, capsys: pytest.CaptureFixture[str]
) -> None:
    f.scan(store, f.repository(store, "a/b"), places=[f.secret(store, "prod.env", data={"excerpt": "canari-extrait"})])
    (item,) = rank(store, policy)
    shown = [_printed(capsys, store, policy, form) for form in ("text", "markdown", "csv", "json")]
    shown += [_told(capsys, item, policy, form) for form in ("text", "markdown", "json")]
    assert all("prod.env" in text for text in shown[3:])
    assert not [text for text in shown if "canari-extrait" in text or '"f1"' in text]


# --- the run's report ------------------------------------------------------------------------------------------------


def test_the_report_of_a_run_keeps_its_published_shape() -> None:
    source = SourceReport(
        source="https://forge.exemple.gouv.fr",
        expected=None,
        seen=2,
        skipped=(Skipped(what="a/b", reason="no answer"),),
        requests=3,
        outcome=CrawlOutcome.PARTIAL,
    )
    bounded = Bounded(blob="b" * 40, path="gros.csv", detector="secrets", reason="900000000 bytes")
    report = RunReport(sources=(source,), bounded=(bounded,), problems=(Problem(file="s.yml", reason="?"),), exit=3)
    _valid(report.model_dump(mode="json"), "run.schema.json")
