# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The whole line, as a referent runs it: the real command on real repositories, one run for many questions."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.building import RepositoryBuilder
from tests.scanner.publiccode.documents import VALID, replaced

OUVRAGE = Path(sys.executable).parent / "ouvrage"
MIT = """MIT License

Copyright (c) 2024 Ministère exemple

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
RULES = '''"""Calcul du montant de l'aide au logement d'un foyer allocataire."""

PLAFOND_RESSOURCES = 14500
TAUX_PARTICIPATION = 0.34


def est_eligible(foyer):
    """Le foyer est éligible si ses ressources sont sous le plafond (article L821-1 du code de la construction)."""
    if foyer.ressources > PLAFOND_RESSOURCES:
        return False
    return foyer.nombre_enfants >= 1 or foyer.age_demandeur < 25


def montant_aide(foyer, loyer):
    """Barème : le montant de l'aide décroît avec le quotient familial."""
    if not est_eligible(foyer):
        return 0
    quotient = foyer.ressources / max(1, foyer.nombre_parts)
    if quotient < 6000:
        taux = 0.9
    elif quotient < 10000:
        taux = 0.6
    else:
        taux = TAUX_PARTICIPATION
    return round(min(loyer, 450) * taux, 2)
'''


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class World(NamedTuple):
    """A folder of repositories and the run over it."""

    folder: Path
    work: Path
    secret: str
    first: Done


def ouvrage(*arguments: str | Path, cwd: Path, env: dict[str, str] | None = None) -> Done:
    """Run the installed command."""
    full = {**os.environ, "LC_ALL": "en_US.UTF-8", "NO_COLOR": "1", **(env or {})}
    words = [str(OUVRAGE), *map(str, arguments)]
    done = subprocess.run(words, cwd=cwd, env=full, capture_output=True, text=True, timeout=300, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def _secret() -> str:
    return "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z" + "A2"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Four closed repositories of one ministry (rules, plain, empty, hostile) and the report of a first run."""
    work = tmp_path_factory.mktemp("world")
    folder = work / "depots"
    secret = _secret()
    rules = RepositoryBuilder(folder / "solidarites" / "aides")
    rules.write("aides/calcul.py", RULES).write("LICENSE", MIT).write("README.md", "# Aides\n\nCalcul des aides.\n")
    rules.write("aides/config.py", f'JETON = "{secret}"\n').commit()
    rules.write("aides/config.py", "import os\n").commit()
    plain = RepositoryBuilder(folder / "solidarites" / "vitrine")
    plain.write("index.html", "<h1>Bonjour</h1>\n").commit()
    RepositoryBuilder(folder / "solidarites" / "vide")
    hostile = RepositoryBuilder(folder / "numerique" / "hostile")
    hostile.write("é.txt".encode("latin-1"), "x\n").write("a\nb.txt", "y\n").write("=cmd.txt", "z\n").commit()
    return World(folder, work, secret, _run(work, folder))


def _run(work: Path, folder: Path, *more: str) -> Done:
    return ouvrage("run", folder, "--internal", "interne", "--format", "json", *more, cwd=work)


def _json(done: Done) -> Any:  # noqa: ANN401 - JSON is any value
    assert done.out, done.err
    return json.loads(done.out)


def _explain(world: World, *words: str) -> Any:  # noqa: ANN401 - JSON is any value
    return _json(ouvrage("explain", *words, "--format", "json", cwd=world.work))


def test_the_first_run_is_whole(world: World) -> None:
    report = _json(world.first)
    assert (world.first.code, report["exit"]) == (0, 0), world.first.err
    assert report["repositories"] == 4
    assert [source["seen"] for source in report["sources"]] == [4]


def test_the_ranking_puts_the_rules_first_and_says_where_they_are(world: World) -> None:
    ranking = _json(ouvrage("rank", "--format", "json", cwd=world.work))
    items = ranking["repositories"] if isinstance(ranking, dict) else ranking
    assert items[0]["repository"].endswith("solidarites/aides")
    assert items[0]["transparency"] > items[1]["transparency"]
    evidence = _explain(world, "solidarites/aides")["evidence"]
    assert {"aides/calcul.py"} <= {point["path"] for point in evidence}
    assert all(point["line"] >= 0 and point["points"] > 0 for point in evidence)


def test_a_secret_of_the_past_blocks_and_its_value_is_nowhere(world: World) -> None:
    assert any("secret" in json.dumps(blocker) for blocker in _explain(world, "solidarites/aides")["blockers"])
    for path in world.work.rglob("*"):
        if path.is_file() and world.folder not in path.parents:
            assert world.secret.encode() not in path.read_bytes(), path
    assert world.secret not in world.first.out + world.first.err


def test_the_public_view_names_no_closed_repository(world: World) -> None:
    public = world.work / "public"
    assert (public / "index.html").is_file()
    assert (public / "data" / "codegouvfr-repositories.json").read_text() in ("[]", "[]\n")
    content = b"".join(path.read_bytes() for path in public.rglob("*") if path.is_file())
    for name in (b"solidarites", b"vitrine", b"hostile", str(world.folder).encode()):
        assert name not in content
    internal = b"".join(path.read_bytes() for path in (world.work / "interne").rglob("*.html"))
    assert b"vitrine" in internal


def test_a_second_run_reads_nothing_and_ranks_the_same(world: World) -> None:
    before = ouvrage("rank", "--format", "csv", cwd=world.work).out
    report = _json(_run(world.work, world.folder))
    assert (report["blobs_read"], report["unchanged"]) == (0, 4)
    assert ouvrage("rank", "--format", "csv", cwd=world.work).out == before


def test_a_changed_weight_ranks_again_without_a_scan(world: World) -> None:
    from scanner.resources import resource_dir

    own = world.work / "politique"
    own.mkdir(exist_ok=True)
    text = (resource_dir("policies") / "priorities.yml").read_text(encoding="utf-8")
    shutil.move(str(world.work / "ouvrage.mirrors"), str(world.work / "elsewhere"))
    try:
        (own / "priorities.yml").write_text(text, encoding="utf-8")
        same = ouvrage("rank", "--policies", own, "--format", "csv", cwd=world.work)
        assert same.out == ouvrage("rank", "--format", "csv", cwd=world.work).out
        (own / "priorities.yml").write_text(text + "\nunknown_key: 1\n", encoding="utf-8")
        refused = ouvrage("rank", "--policies", own, cwd=world.work)
    finally:
        shutil.move(str(world.work / "elsewhere"), str(world.work / "ouvrage.mirrors"))
    assert refused.code == 2
    assert f"{own / 'priorities.yml'}:{text.count(chr(10)) + 2}" in refused.err
    assert "unknown_key" in refused.err


def test_output_goes_to_stdout_and_progress_to_stderr(world: World) -> None:
    table = ouvrage("rank", "--format", "csv", cwd=world.work)
    assert table.out.count("\n") == 1 + 4
    assert table.err == ""
    assert "\x1b[" not in ouvrage("rank", cwd=world.work).out


def test_status_tells_the_coverage(world: World) -> None:
    status = _json(ouvrage("status", "--format", "json", cwd=world.work))
    assert (status["open"], status["closed"], status["scanned"]) == (0, 4, 4)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["explain", "solidarites/absent"], 2, ["solidarites/absent", "status"]),
        (["rank", "--database", "absent.db"], 2, ["absent.db", "ouvrage run"]),
        (["run", "/nowhere/at/all"], 2, ["/nowhere/at/all"]),
        (["run", "depots", "--output", "o", "--internal", "o/interne"], 2, ["apart"]),
        (["rank", "--format", "xml"], 2, ["xml"]),
        (["serve", "depots"], 2, ["depots", "publish"]),
        (["--config", "absent.toml", "rank"], 2, ["absent.toml"]),
    ],
)
def test_each_mistake_is_a_sentence_with_its_mend(
    world: World, arguments: Sequence[str], code: int, words: Sequence[str]
) -> None:
    done = ouvrage(*arguments, cwd=world.work)
    assert done.code == code, done.err
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err


def test_messages_speak_french_when_asked(world: World) -> None:
    done = ouvrage("explain", "solidarites/absent", "--lang", "fr", cwd=world.work)
    assert "dépôt" in done.err


def test_flag_beats_environment_beats_file(world: World, tmp_path: Path) -> None:
    (tmp_path / "ouvrage.toml").write_text('database = "file.db"\n')
    assert "file.db" in ouvrage("rank", cwd=tmp_path).err
    env = {"OUVRAGE_RANK_DATABASE": "environment.db"}
    assert "environment.db" in ouvrage("rank", cwd=tmp_path, env=env).err
    assert "flag.db" in ouvrage("rank", "--database", "flag.db", cwd=tmp_path, env=env).err
    (tmp_path / "ouvrage.toml").write_text('databas = "file.db"\n')
    refused = ouvrage("rank", cwd=tmp_path)
    assert refused.code == 2
    assert "'databas'" in refused.err
    assert "'database'" in refused.err


def test_a_damaged_repository_makes_the_run_partial_and_spares_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "depots"
    whole = RepositoryBuilder(folder / "a" / "entier")
    whole.write("a.txt", "un\n").commit()
    damaged = RepositoryBuilder(folder / "a" / "abime")
    damaged.write("b.txt", "deux\n").write("c.txt", "trois\n").commit()
    lost = damaged.repo.head.commit.tree["b.txt"].hexsha
    (damaged.git_dir / "objects" / lost[:2] / lost[2:]).unlink()
    done = _run(tmp_path, folder)
    report = _json(done)
    assert (done.code, report["exit"], report["repositories"]) == (3, 3, 2)
    status = ouvrage("status", "--repositories", cwd=tmp_path).out
    assert "missing" in status
    assert (tmp_path / "public" / "index.html").is_file()


def test_a_valid_publiccode_of_a_real_repository_is_listed_with_its_versions(tmp_path: Path) -> None:
    described = RepositoryBuilder(tmp_path / "depots" / "drh" / "paie")
    described.repo.create_remote("origin", "https://git.exemple.gouv.fr/drh/paie.git")
    described.write("publiccode.yml", VALID).write("LICENSE", MIT).commit(date="2024-05-04T10:00:00+00:00")
    described.repo.create_tag("v1.2")
    wrong = RepositoryBuilder(tmp_path / "depots" / "drh" / "conges")
    wrong.write("publiccode.yml", replaced("stable", "fini")).commit()
    run = ouvrage("run", tmp_path / "depots", "--visibility", "public", "--lang", "en", cwd=tmp_path)
    assert run.code == 0, run.err
    assert "1 publiccode.yml isn't in data/awesome.json" in run.err
    (document,) = json.loads((tmp_path / "public" / "data" / "awesome.json").read_text(encoding="utf-8"))
    assert (document["name"], document["url"]) == ("Paie", "https://git.exemple.gouv.fr/drh/paie")
    assert document["description"]["fr"]["features"] == ["Bulletins"]
    assert [(each["tag_name"], each["repo_name"]) for each in document["releases"]] == [("v1.2", "drh/paie")]
    assert (tmp_path / "public" / document["releases_url"].strip("/")).is_file()


def test_an_unreachable_forge_ends_with_4_and_keeps_what_was_there(world: World) -> None:
    env = {"OUVRAGE_API_FORGE_EXAMPLE_ORG": "http://127.0.0.1:9/api/v4"}
    sources = world.work / "sources.yml"
    sources.write_text("forge.example.org:\n  forge: gitlab\n")
    done = ouvrage("run", sources, "--output", "autre", "--max-wait", "1", cwd=world.work, env=env)
    assert done.code == 4, done.err
    assert "forge.example.org" in done.err
    assert _json(ouvrage("status", "--format", "json", cwd=world.work))["closed"] == 4


def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "depots"
    for number in range(6):
        builder = RepositoryBuilder(folder / "a" / f"depot{number}")
        builder.write(f"a{number}.py", f"# {number}\n" + RULES * 3).commit()
    words = [str(OUVRAGE), "run", str(folder), "--jobs", "1"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (tmp_path / "ouvrage.mirrors").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3, err
    assert "Traceback" not in err
    assert not (tmp_path / "public").exists()
    done = _run(tmp_path, folder)
    assert (done.code, _json(done)["repositories"]) == (0, 6), done.err


def test_help_shows_an_example_for_each_command(world: World) -> None:
    for command in ("run", "crawl", "scan", "rank", "explain", "status", "publish", "serve"):
        done = ouvrage(command, "--help", cwd=world.work)
        assert done.code == 0
        assert "Example" in done.out
