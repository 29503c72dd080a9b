# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A dataset comes to hold the listing, whatever fails on the way; a dry run opens no socket; no token is told."""

import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog.cli import app
from catalog.database import open_store
from catalog.datagouv.contents import CONTENTS, KEY, MARK, LocalFile, dataset_words, local_files
from catalog.datagouv.portal import DatagouvError, DatagouvRefused, Portal
from catalog.datagouv.sending import Outcome, Sent, send
from catalog.datagouv.target import Target, check_target
from catalog.publish import publish
from catalog.view import Audience
from scanner.errors import UsageError
from tests.catalog.udata_server import ORGANIZATION, TOKEN, Udata, udata
from tests.catalog.views import public_view


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the public output of a ministry."""
    folder = tmp_path_factory.mktemp("public")
    publish(public_view(), folder)
    return folder


@pytest.fixture(scope="module")
def files(published: Path) -> list[LocalFile]:
    return local_files(published)


@pytest.fixture
def portal() -> Iterator[Udata]:
    with udata() as running:
        yield running


def sending(portal: Udata, files: list[LocalFile], token: str = TOKEN, **target: str) -> Sent:
    """Send files, without waiting between attempts."""
    aim = Target(url=portal.url, **(target or {"organization": ORGANIZATION}), act=True)
    with Portal(portal.url, token) as speaking:
        return send(speaking, aim, dataset_words("Ministère d’essai"), files, wait=lambda _: None)


def other(file: LocalFile, folder: Path) -> LocalFile:
    """Return the same content entry with another file."""
    path = folder / file.content.file_name
    path.write_text("autre\n", encoding="utf-8")
    sha1 = hashlib.sha1(path.read_bytes()).hexdigest()  # noqa: S324 - the portal's checksum
    return LocalFile(file.content, path, path.stat().st_size, sha1)


# --- what the portal comes to hold -----------------------------------------------------------------------------------


def test_no_two_files_bear_the_same_name(files: list[LocalFile]) -> None:
    assert len({file.content.file_name for file in files}) == len({file.content.title for file in files}) == len(files)


def test_a_first_run_makes_a_dataset_that_holds_every_file(portal: Udata, files: list[LocalFile]) -> None:
    sent = sending(portal, files)
    assert (sent.created, sent.failures, sent.left) == (True, (), 0)
    assert sent.outcomes == {Outcome.ADDED: len(CONTENTS)}
    dataset = portal.only
    assert (dataset["license"], dataset["organization"], dataset["extras"][MARK]) == ("lov2", ORGANIZATION, "1")
    assert dataset["title"].endswith("Ministère d’essai")
    assert [resource["extras"][KEY] for resource in dataset["resources"]] == [each.path for each in CONTENTS]
    assert [resource["title"] for resource in dataset["resources"]] == [each.title for each in CONTENTS]
    assert [resource["checksum"]["value"] for resource in dataset["resources"]] == [file.sha1 for file in files]


def test_a_second_run_changes_nothing(portal: Udata, files: list[LocalFile]) -> None:
    sending(portal, files)
    before = json.dumps(portal.datasets)
    portal.log.clear()
    sent = sending(portal, files)
    assert sent.outcomes == {Outcome.UNCHANGED: len(files)}
    assert not sent.created
    assert portal.writes() == []
    assert json.dumps(portal.datasets) == before


def test_what_changed_is_replaced_in_its_place_and_keeps_the_words_given_on_the_portal(
    portal: Udata, files: list[LocalFile], tmp_path: Path
) -> None:
    sending(portal, files)
    resource = portal.only["resources"][3]
    resource |= {"title": "Un titre choisi", "extras": resource["extras"] | {"check:status": 200}}
    known = resource["id"]
    changed = [*files[:3], other(files[3], tmp_path), *files[4:]]
    assert sending(portal, changed).outcomes == {Outcome.REPLACED: 1, Outcome.UNCHANGED: len(files) - 1}
    assert len(portal.only["resources"]) == len(files)
    assert (resource["id"], resource["title"]) == (known, "Un titre choisi")
    assert resource["extras"] == {"check:status": 200, KEY: files[3].content.path}
    assert resource["checksum"]["value"] == changed[3].sha1


def test_a_dataset_that_somebody_made_is_filled_and_what_is_in_it_stays(portal: Udata, files: list[LocalFile]) -> None:
    theirs: dict[str, object] = {"id": "0", "title": "notice.pdf", "extras": {}, "checksum": None}
    dataset = portal.made(resources=[theirs])
    sent = sending(portal, files, dataset=dataset["id"])
    assert (sent.created, sent.dataset, sent.page) == (False, dataset["id"], dataset["page"])
    assert dataset["resources"][0] == theirs
    assert len(dataset["resources"]) == len(files) + 1
    assert dataset["title"] == "À la main"


def test_the_dataset_of_an_earlier_run_is_found_on_any_page(portal: Udata, files: list[LocalFile]) -> None:
    for _ in range(100):
        portal.made()
    ours = portal.made(extras={MARK: "1"})
    assert sending(portal, files[:1]).dataset == ours["id"]


# --- what fails ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["drop", "lose", 500, 502, 503, 429])
@pytest.mark.parametrize("what", ["GET", "POST", "PUT"])
def test_what_fails_once_is_done_all_the_same_and_once_only(
    portal: Udata, files: list[LocalFile], what: str, how: int | str
) -> None:
    portal.faults = [(what, how)]
    sent = sending(portal, files[:3])
    assert sent.failures == ()
    assert portal.faults == []
    assert [resource["extras"].get(KEY) for resource in portal.only["resources"]] == [
        file.content.path for file in files[:3]
    ]
    portal.log.clear()
    sending(portal, files[:3])
    assert portal.writes() == []


def test_a_file_that_the_portal_does_not_take_does_not_stop_the_others(portal: Udata, files: list[LocalFile]) -> None:
    dataset = portal.made()
    portal.faults = [(f"POST /api/1/datasets/{dataset['id']}/upload/", 413)]
    sent = sending(portal, files, dataset=dataset["id"])
    assert len(sent.failures) == 1
    assert sent.outcomes == {Outcome.ADDED: len(files) - 1}
    assert sending(portal, files, dataset=dataset["id"]).outcomes[Outcome.ADDED] == 1


def test_a_portal_that_goes_away_is_not_waited_for_by_every_file(portal: Udata, files: list[LocalFile]) -> None:
    dataset = portal.made()
    portal.faults = [(f"POST /api/1/datasets/{dataset['id']}/upload/", 503)] * 100
    sent = sending(portal, files, dataset=dataset["id"])
    assert (len(sent.failures), sent.left) == (2, len(files) - 2)


def test_a_wrong_token_is_refused_and_never_told(portal: Udata, files: list[LocalFile]) -> None:
    with pytest.raises(DatagouvRefused) as refused:
        sending(portal, files, token="udata_autre-jeton")
    assert "udata_autre-jeton" not in str(vars(refused.value))
    assert refused.value.exit_code == 4
    portal.faults = [("GET", 403)]
    with pytest.raises(DatagouvRefused, match="fault with …"):
        sending(portal, files)


def test_a_redirect_is_not_followed(portal: Udata, files: list[LocalFile]) -> None:
    portal.faults = [("GET", 302)]
    with pytest.raises(DatagouvError, match="sends elsewhere: https://ailleurs"):
        sending(portal, files)


def test_what_the_portal_does_not_take_is_told_field_by_field(portal: Udata, files: list[LocalFile]) -> None:
    aim = Target(url=portal.url, organization=ORGANIZATION)
    with Portal(portal.url, TOKEN) as speaking, pytest.raises(DatagouvError, match="license: Unknown identifier"):
        send(speaking, aim, dataset_words("") | {"license": "inconnue"}, files, wait=lambda _: None)


def test_a_dataset_that_is_not_there_is_told_with_its_mend(portal: Udata, files: list[LocalFile]) -> None:
    with pytest.raises(DatagouvError) as missing:
        sending(portal, files, dataset="5bc04b2cff66bd680e499f4a")
    assert "check --dataset" in missing.value.mend


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an empty store, in which commands run."""
    open_store(tmp_path / "ouvrage.db").close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATAGOUV_TOKEN", raising=False)
    return tmp_path


def test_a_dry_run_tells_the_requests_and_opens_no_socket(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAGOUV_TOKEN", TOKEN)

    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    told = CliRunner().invoke(app, ["publish", "--to", "datagouv", "--organization", ORGANIZATION, "--lang", "en"])
    assert told.exit_code == 0, told.output
    assert "POST https://www.data.gouv.fr/api/1/datasets/ " in told.stdout
    [file] = [line for line in told.stdout.splitlines() if "file: to-open.csv" in line][:1]
    [expected] = [each for each in local_files(folder / "public") if each.content.path == "data/to-open.csv"]
    assert f"{expected.size} bytes" in file
    assert expected.sha1 in file
    assert "X-API-KEY: (DATAGOUV_TOKEN)" in told.stdout
    assert TOKEN not in told.output


def test_the_command_sends_what_it_published(folder: Path, portal: Udata, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAGOUV_TOKEN", TOKEN)
    asked = ["publish", "--to", "datagouv", "--send", "--organization", ORGANIZATION, "--datagouv-url", portal.url]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    assert [each["checksum"]["value"] for each in portal.only["resources"]] == [
        file.sha1 for file in local_files(folder / "public")
    ]
    assert TOKEN not in told.output
    portal.faults = [("GET", 401)]
    assert isinstance(CliRunner().invoke(app, asked).exception, DatagouvRefused)


def test_nothing_that_the_portal_says_moves_the_terminal_or_tells_the_token(
    folder: Path, portal: Udata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAGOUV_TOKEN", TOKEN)
    asked = ["publish", "--to", "datagouv", "--send", "--dataset", portal.made()["id"], "--datagouv-url", portal.url]
    portal.only["page"] = f"https://exemple.fr/\x1b[2J\x1b]0;titre\x07{TOKEN}\n\u202eSent: all"
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    assert r"https://exemple.fr/\x1b[2J\x1b]0;titre\x07…\n\u202eSent: all" in told.stderr
    assert not {"\x1b", "\x07", "\u202e"} & set(told.output)
    assert TOKEN not in told.output


def test_a_part_that_is_not_sent_is_said_by_the_exit_code(
    folder: Path, portal: Udata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAGOUV_TOKEN", TOKEN)
    dataset = portal.made()
    portal.faults = [(f"POST /api/1/datasets/{dataset['id']}/upload/", 413)]
    asked = ["publish", "--to", "datagouv", "--send", "--dataset", dataset["id"], "--datagouv-url", portal.url]
    assert CliRunner().invoke(app, asked).exit_code == 3


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--send"], "--send needs to know where"),
        (["--to", "datagouv"], "which dataset isn't said"),
        (["--to", "datagouv", "--dataset", "x", "--audience", "internal", "--output", "interne"], "only the public"),
        (["--to", "datagouv", "--dataset", "x", "--datagouv-url", "http://data.gouv.fr"], "address of the portal"),
        (["--to", "datagouv", "--dataset", "x", "--send"], "DATAGOUV_TOKEN doesn't hold a token"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_sent_is_refused(options: list[str], reason: str) -> None:
    told = CliRunner().invoke(app, ["publish", *options])
    assert isinstance(told.exception, UsageError)
    assert reason in str(told.exception)


@pytest.mark.parametrize(
    "url", ["", "ftp://x.fr", "https://a@x.fr", "https://", "http://127.0.0.1.example", "https://["]
)
def test_only_a_secure_address_is_a_portal(url: str) -> None:
    with pytest.raises(UsageError, match="address of the portal"):
        check_target(Target(url=url, dataset="x"), Audience.PUBLIC)
