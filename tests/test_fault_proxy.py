# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The fault-injecting proxy: transparent unless a rule says otherwise, and then as bad as promised."""

import subprocess
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import requests

from tests import fault_strikes as strikes
from tests.building import RepositoryBuilder
from tests.fault_proxy import FaultProxy, Reply, Rule, Strike
from tests.forge_simulator import ForgeSimulator
from tests.git_server import GitServer

LISTING = "/orgs/etalab/repos?per_page=2"


@pytest.fixture
def simulator() -> Iterator[ForgeSimulator]:
    with ForgeSimulator() as simulator:
        simulator.add_github("etalab", public=5)
        yield simulator


@pytest.fixture
def proxy(simulator: ForgeSimulator) -> Iterator[FaultProxy]:
    with FaultProxy(simulator.url) as proxy:
        yield proxy


def get(proxy: FaultProxy, address: str = LISTING, timeout: float = 5) -> requests.Response:
    return requests.get(proxy.url + address, timeout=timeout, headers={"Authorization": "Bearer the-good-one"})


def test_without_a_rule_it_passes_on_all_but_its_own_address(proxy: FaultProxy, simulator: ForgeSimulator) -> None:
    direct = requests.get(simulator.url + LISTING, timeout=5, headers={"Authorization": "Bearer the-good-one"})
    through = get(proxy)
    assert through.text == direct.text.replace(simulator.url, proxy.url)
    assert through.links["next"]["url"].startswith(proxy.url + "/orgs/etalab/repos?")
    assert simulator.requests[0].headers["Authorization"] == simulator.requests[1].headers["Authorization"]
    assert simulator.requests[1].headers["Host"] == simulator.url.removeprefix("http://")
    assert [request.address for request in proxy.requests] == [LISTING]


def test_a_rule_chooses_by_sign_rank_and_times(proxy: FaultProxy) -> None:
    proxy.rules = [Rule(strikes.says(500), "&page=2", first=2, times=2)]
    addresses = [f"{LISTING}&page={number}" for number in (1, 2, 2, 1, 2, 2)]
    assert [get(proxy, address).status_code for address in addresses] == [200, 200, 500, 200, 500, 200]


def test_a_wait_is_asked_for_in_seconds_or_as_a_date(proxy: FaultProxy) -> None:
    proxy.rules = [Rule(strikes.asks_to_wait(30), times=1), Rule(strikes.asks_to_wait(30, as_date=True))]
    seconds, date = get(proxy), get(proxy)
    assert (seconds.status_code, seconds.headers["Retry-After"]) == (429, "30")
    assert 20 < parsedate_to_datetime(date.headers["Retry-After"]).timestamp() - time.time() < 31


@pytest.mark.parametrize(
    ("strike", "error"),
    [
        (strikes.drops, requests.ConnectionError),
        (strikes.stalls, requests.ReadTimeout),
        (strikes.stalls_in_the_body, requests.ConnectionError),
        (strikes.truncates(honest=False), requests.exceptions.ChunkedEncodingError),
        (strikes.truncates(honest=True), requests.exceptions.JSONDecodeError),
        (strikes.gives_a_page_for_people, requests.exceptions.JSONDecodeError),
    ],
)
def test_a_struck_client_gets_no_answer(
    proxy: FaultProxy, strike: Strike, error: type[requests.RequestException]
) -> None:
    proxy.rules = [Rule(strike)]
    with pytest.raises(error):
        get(proxy, timeout=0.3).json()


def test_a_drip_keeps_the_socket_awake_and_ends_when_the_proxy_does(simulator: ForgeSimulator) -> None:
    with FaultProxy(simulator.url, Rule(strikes.drips(0.05))) as proxy:
        answer = requests.get(proxy.url + LISTING, timeout=1, stream=True)
        assert answer.raw.read(3) == b'[{"'


def test_a_renamed_owner_is_redirected_on_the_same_origin(proxy: FaultProxy) -> None:
    proxy.rules = [Rule(strikes.moves(301, "ancien", "etalab"), "ancien")]
    assert len(get(proxy, "/orgs/ancien/repos").json()) == 5


def test_a_listing_may_change_under_the_reader(proxy: FaultProxy, simulator: ForgeSimulator) -> None:
    proxy.rules = [Rule(strikes.meanwhile(simulator.repositories.clear), "&page=2")]
    assert len(get(proxy).json()) == 2
    assert get(proxy, f"{LISTING}&page=2").json() == []


def test_a_lying_forge_counts_wrong_and_holds_the_same(proxy: FaultProxy, simulator: ForgeSimulator) -> None:
    simulator.add_gitlab("ministere", public=3)
    proxy.rules = [Rule(strikes.lies_by(4))]
    assert get(proxy, "/orgs/etalab").json()["public_repos"] == 9
    projects = get(proxy, "/api/v4/groups/ministere/projects")
    assert (projects.headers["X-Total"], len(projects.json())) == ("7", 3)


def test_a_listing_may_end_too_early(proxy: FaultProxy) -> None:
    proxy.rules = [Rule(strikes.gives_an_empty_page)]
    answer = get(proxy)
    assert (answer.status_code, answer.json(), "next" in answer.links) == (200, [], False)


def test_git_reads_through_it(tmp_path: Path) -> None:
    RepositoryBuilder(tmp_path / "served" / "depot").write("a.txt", "un\n").commit()
    with GitServer(tmp_path / "served") as server, FaultProxy(server.url) as proxy:
        subprocess.run(["git", "clone", "--quiet", f"{proxy.url}/depot/.git", str(tmp_path / "copie")], check=True)
        assert [request.method for request in proxy.requests] == ["GET", "POST", "POST"]
    assert (tmp_path / "copie" / "a.txt").read_text() == "un\n"


def test_a_strike_is_any_function_of_the_exchange(proxy: FaultProxy) -> None:
    proxy.rules = [Rule(lambda exchange: exchange.send(Reply(204, {}, b"")))]
    assert get(proxy).status_code == 204
