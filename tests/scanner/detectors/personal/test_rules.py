# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is found and what isn't, rule by rule: a labelled set of texts as administrations write them."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from scanner.detectors.personal.ibans import is_right
from scanner.detectors.personal.nir import control_key
from scanner.detectors.personal.phones import is_made_up
from scanner.models import Reading
from tests.scanner.detectors.personal.made import address, iban, in_pairs, mobile, nir, persons, spaced

Read = Callable[..., Reading]


IMAGES = ("runner", "node", "jovyan")
"""Accounts that images of containers and of continuous integration come with."""


class Row(NamedTuple):
    """A text, what is found in it ("" = nothing) and how surely."""

    text: str
    rule: str = ""
    confidence: str = ""
    path: str = "src/app.py"


def wrong_key(number: str) -> str:
    """Return a NIR whose key is another one."""
    return f"{number[:13]}{int(number[13:]) % 97 + 1:02}"


def table(rows: int, header: str = "Nom;Prénom;Date de naissance", separator: str = ";") -> str:
    """Return a CSV of persons."""
    lines = [separator.join((family, given, birth)) for given, family, birth in persons(rows)]
    return "\n".join([header, *lines, ""])


def names(rows: int) -> str:
    """Return a CSV of names and nothing else."""
    return "\n".join(line.rpartition(";")[0] for line in table(rows).split("\n"))


def inserts(rows: int) -> str:
    """Return SQL that inserts persons."""
    values = ",\n".join(f"({n}, '{f}', '{g}', '{b}')" for n, (g, f, b) in enumerate(persons(rows)))
    return f"INSERT INTO usager (id, nom, prenom, date_naissance) VALUES\n{values};\n"


def copied(rows: int) -> str:
    """Return a dump of PostgreSQL."""
    lines = "\n".join(f"{n}\t{f}\t{g}\t{b}" for n, (g, f, b) in enumerate(persons(rows)))
    return f"COPY public.usager (id, nom, prenom, date_naissance) FROM stdin;\n{lines}\n\\.\n"


def members(rows: int) -> str:
    """Return JSON."""
    return ",".join(f'{{"nomUsage": "{f}", "prenom": "{g}", "dateNaissance": "{b}"}}' for g, f, b in persons(rows))


def elements(rows: int) -> str:
    """Return XML."""
    return "".join(f"<agent><nom>{f}</nom><prenom>{g}</prenom><ddn>{b}</ddn></agent>\n" for g, f, b in persons(rows))


HIGH, MEDIUM, LOW = "high", "medium", "low"
NIR, MAIL, PHONE, TABLE = "personal-nir", "personal-email", "personal-phone", "personal-table"
HOST, ADDRESS, PATH, SHARE = "internal-host", "internal-address", "internal-path", "internal-share"

FOUND = {
    "nir on a card": Row(f"assuré : {spaced(nir())}", NIR, HIGH),
    "nir alone, spaced": Row(f"x = {spaced(nir())}", NIR, HIGH),
    "nir in a row": Row(f'("{nir()}", 3)', NIR, MEDIUM),
    "nir under its name": Row(f'"numeroSecu": "{nir()}"', NIR, HIGH, "a.json"),
    "nir of Southern Corsica": Row(f"nir={nir(place='2A')}", NIR, HIGH),
    "nir of Upper Corsica": Row(f"nir={nir(place='2B', sex='1')}", NIR, HIGH),
    "nir of someone born abroad": Row(f"nir={nir(place='99')}", NIR, HIGH),
    "nir of an incomplete certificate": Row(f"nir={nir(month='31')}", NIR, HIGH),
    "nir of a provisional identity": Row(f"nir={nir(sex='7')}", NIR, HIGH),
    "nir without its key, under its name": Row(f"NIR: {nir()[:13]}", NIR, MEDIUM),
    "nir in tests": Row(f"nir={nir()}", NIR, LOW, "tests/test_nir.py"),
    "nir with no-break spaces": Row(f"n° SS : {spaced(nir())}".replace(" ", "\u00a0"), NIR, HIGH),
    "nir with its key in the next column": Row(f"Ferrandier;{nir()[:13]};{nir()[13:]}", NIR, MEDIUM),
    "iban": Row(f"virement vers {iban()}", "personal-iban", HIGH),
    "iban in fours": Row(" ".join(iban()[i : i + 4] for i in range(0, 27, 4)), "personal-iban", HIGH),
    "iban of the Trésor": Row(iban("10071"), "personal-iban", LOW),
    "agent of a ministry": Row(f"# contact : {address('interieur.gouv.fr')}", MAIL, HIGH),
    "agent in a subdomain": Row(f"{address('sg.social.gouv.fr', 3)},", MAIL, HIGH),
    "agent of an académie": Row(f"mailto:{address('ac-lyon.fr', 2)}", MAIL, HIGH),
    "agent of a contractor's": Row("<zoltan.kovalenko.ext@culture.gouv.fr>", MAIL, MEDIUM),
    "agent with an initial": Row("n.quillevin@ville-saintes.fr", MAIL, MEDIUM),
    "agent with a double name": Row("jean-paul.le-quillevin2@insee.fr", MAIL, HIGH),
    "agent named by the given name": Row('"julien@data.gouv.fr"', MAIL, MEDIUM),
    "agent in the documentation": Row(address("numerique.gouv.fr"), MAIL, MEDIUM, "docs/equipe.md"),
    "agent in an example": Row(f"par exemple {address('numerique.gouv.fr')}", MAIL, LOW),
    "agent in fixtures": Row(address("numerique.gouv.fr"), MAIL, LOW, "tests/fixtures/a.json"),
    "mobile, told and written": Row(f"Téléphone : {in_pairs(mobile())}", PHONE, HIGH),
    "mobile with dots": Row(f"joindre le {in_pairs(mobile(), '.')}", PHONE, MEDIUM),
    "mobile with slashes": Row(f"joindre le {in_pairs(mobile(), '/')}", PHONE, MEDIUM),
    "mobile under its name": Row(f"telephone_portable: '{mobile()}'", PHONE, MEDIUM, "a.yml"),
    "mobile from abroad": Row(f"+33 {in_pairs(mobile())[1:]}", PHONE, MEDIUM),
    "mobile from abroad, joined": Row(f'href="tel:+33{mobile()[1:]}"', PHONE, HIGH, "a.html"),
    "mobile with (0)": Row(f"+33 (0){in_pairs(mobile())[1:]}", PHONE, MEDIUM),
    "land line": Row(f"Tél. {in_pairs('01' + mobile()[2:])}", PHONE, LOW),
    "csv of persons": Row(table(20), TABLE, HIGH, "data/export.csv"),
    "csv with commas": Row(table(20, "last_name,firstName,birthDate", ","), TABLE, HIGH, "data/export.csv"),
    "csv of a few persons": Row(table(4), TABLE, MEDIUM, "data/export.csv"),
    "csv, header only": Row(table(0), TABLE, LOW, "modeles/import.csv"),
    "csv of persons in fixtures": Row(table(20), TABLE, LOW, "tests/fixtures/export.csv"),
    "csv of names alone": Row(names(20), TABLE, MEDIUM, "a.csv"),
    "inserts": Row(inserts(12), TABLE, HIGH, "db/reprise.sql"),
    "dump": Row(copied(12), TABLE, HIGH, "db/dump.sql"),
    "json of persons": Row(f"[{members(12)}]", TABLE, HIGH, "data/agents.json"),
    "xml of persons": Row(elements(12), TABLE, HIGH, "data/agents.xml"),
    "yaml of persons": Row(
        "".join(f"- nom: {f}\n  prenom: {g}\n  date_naissance: {b}\n" for g, f, b in persons(12)), TABLE, HIGH, "a.yml"
    ),
    "host of the State's network": Row("http://catalogue.e2.rie.gouv.fr/x", HOST, HIGH),
    "host of the older one": Row("chorus.finances.ader.gouv.fr", HOST, HIGH),
    "host of .i2": Row('"https://cerbere.application.i2/cas"', HOST, MEDIUM),
    "host of .i2 alone": Row("http://portailrh.i2/accueil", HOST, MEDIUM),
    "host of an intranet": Row("gitlab.intranet.social.gouv.fr", HOST, MEDIUM),
    "host of an académie": Row("http://forge.in.ac-dijon.fr/git", HOST, HIGH),
    "host of defence": Row("ftp.adresse.intradef.gouv.fr", HOST, HIGH),
    "host of INSEE": Row("jdbc:postgresql://dvbase01.ad.insee.intra:1983/base", HOST, HIGH),
    "host of the tax office": Row("https://nexus3.appli.dgfip/repository", HOST, HIGH),
    "host under .local of the State": Row("srv1.dgfip.nubo.local", HOST, MEDIUM),
    "host in capitals": Row("PROXY.E2.RIE.GOUV.FR", HOST, HIGH),
    "address in a URL": Row("https_proxy=http://10.154.61.9:3128", ADDRESS, MEDIUM, ".env"),
    "address of a base": Row("DB_HOST = '172.24.18.7'", ADDRESS, MEDIUM),
    "address behind an account": Row("scp a.war tomcat@10.154.61.9:/opt", ADDRESS, MEDIUM),
    "address with a port": Row("listes: 10.154.61.9:5432", ADDRESS, MEDIUM),
    "address in a list of machines": Row("serveurs:\n  - 10.154.61.9\n", ADDRESS, MEDIUM, "inventaire.yml"),
    "address in a table of hosts": Row("10.154.61.9\tsrvbase srvbase.local", ADDRESS, MEDIUM, "hosts"),
    "address of many homes": Row("host: 192.168.1.45", ADDRESS, LOW),
    "path of Windows": Row(r"C:\Users\lquillevin\Documents\a.xls", PATH, MEDIUM),
    "path of Windows in a string": Row(r'open("C:\\Users\\lquillevin\\a.xls")', PATH, MEDIUM),
    "path of a home": Row("BASE = '/home/lquillevin/projets/base'", PATH, MEDIUM),
    "path of a file in a home": Row("charger('/home/lquillevin/base/2024/export.csv')", PATH, MEDIUM),
    "path of a home and no more": Row("cd /home/lquillevin/base/", PATH, LOW),
    "path of a named home": Row("cd /home/claire/base/src", PATH, MEDIUM),
    "path of a Mac": Row("path_prefix: /Users/benoit/Workspace/a", PATH, MEDIUM),
    "share": Row(r"chemin = \\srv-fic01\partage\DSI\export.csv", SHARE, MEDIUM),
    "share in a string": Row(r'"\\\\nas.exemple.fr\\commun\\DSI"', SHARE, MEDIUM),
}  # fmt: skip

NOTHING = {
    "nir with a wrong key": Row(f"nir = '{wrong_key(nir())}'"),
    "nir of month 13": Row(f"nir = '{nir(month='13')}'"),
    "nir in a longer number": Row(f"7{nir()}"),
    "nir in a decimal": Row(f"0.{nir()}"),
    "published nir": Row("ex : 1 84 12 76 451 089 46"),
    "numbers of which one has a right key by chance": Row("\n".join(["2830731412345" + "11"] * 6 + [nir()])),
    "iban with a wrong key": Row(iban()[:-1] + str((int(iban()[-1]) + 1) % 10)),
    "published iban": Row("FR76 3000 6000 0112 3456 7890 189"),
    "mailbox of a service": Row("contact@numerique.gouv.fr, no-reply@insee.fr"),
    "mailbox of a named service": Row("bureau.conseil@finances.gouv.fr support.technique@ac-lyon.fr"),
    "mailbox of a directorate": Row("outil.sg@agriculture.gouv.fr plt.drl.daj.sg@developpement-durable.gouv.fr"),
    "mailbox of a unit": Row("ud51.dreal-grand-est@developpement-durable.gouv.fr"),
    "mailbox of a school": Row("ce.0693021x@ac-lyon.fr"),
    "nobody's mailbox": Row("prenom.nom@insee.fr jean.dupont@insee.fr jane.doe@gouv.fr"),
    "mailbox of a made-up domain": Row(f"{address('exemple.gouv.fr')} {address('test.gouv.fr')}"),
    "mailbox of a made-up academy": Row(f"{address('ac-demo.fr')} {address('mairie-exemple.fr')}"),
    "mailbox of a company": Row(f"{address('example.com')} {address('entreprise.fr')}"),
    "domain that goes on": Row(address("insee.fr.example.com")),
    "account of a URL": Row("git clone ssh://jean.quillevin@forge.gouv.fr/a.git"),
    "placeholder": Row(f"email_field placeholder: '{address('insee.fr')}', tel: '{in_pairs(mobile())}'"),
    "phone kept for fiction": Row("tél. 06 39 98 41 27 ou 01 99 00 41 27 ou 02 61 91 41 27"),
    "phone of a counting": Row("tel : 06 12 34 56 78, 01 23 45 67 89, 06 06 06 06 06, 0600000000"),
    "phone of a service": Row("Tél. : 0 800 130 000 ou 08 06 00 12 60"),
    "pairs that go on": Row("06 48 71 93 25 14 88 20"),
    "identifier of ten digits": Row(f"id = {mobile()}"),
    "identifier in a URL": Row(f"https://a.fr/x?id={in_pairs(mobile(), '-')}"),
    "decimal": Row(f"0.{mobile()} {mobile()}.5"),
    "csv of things": Row("nom;adresse;telephone\nMairie;1 rue Haute;0140000000\n", path="a.csv"),
    "csv of words": Row("prenom,frequence\nMarie,12\nJean,11\n", path="a.csv"),
    "labels of a form": Row('{"nom": "Nom", "prenom": "Prénom", "email": "Adresse"}', path="src/form.json"),
    "accounts of a demonstration": Row(
        ",".join(f'{{"firstName": "Marie", "lastName": "Gestionnaire{n}", "email": "g{n}@a.fr"}}' for n in range(9)),
        path="realm.json",
    ),
    "translations": Row("nom: Ferrandier\nprenom: Marie\n" * 12, path="config/locales/fr.yml"),
    "schema": Row('{"nom": {"type": "string"}, "prenom": {"type": "string"}}', path="schema.json"),
    "public host": Row("https://www.insee.fr https://api.gouv.fr https://www.education.gouv.fr"),
    "internal host of a mailbox": Row("x@rie.gouv.fr"),
    "anybody's .local": Row("http://traefik.local http://mon-poste.local db.internal"),
    "package": Row("package fr.gouv.intranet.paie; import fr.insee.intra.outils.Base;"),
    "class of Android": Row("package com.application.i21lab.demo;"),
    "version": Row("version = 10.2.33.4\nhost>=10.2.33.4\n<Version>10.0.19041.0</Version>"),
    "defaults of programs": Row("host: 172.17.0.2 http://10.0.2.2:8080 http://192.168.56.10/"),
    "block": Row("allow 10.0.0.0/8; host 192.168.0.0/16"),
    "public address": Row("http://212.27.40.1:80 host=172.32.1.4"),
    "loopback": Row("http://127.0.0.1:80 host=0.0.0.0"),
    "list of versions": Row("10.2.33.4 (2024-01-02)\n* 10.2.33.5\n"),
    "dotted numbers": Row("1.10.2.33.4 10.2.33.4.5 10.2.333.4:80"),
    "home of an image": Row(" ".join(f"/{top}/{who}/src/a" for top in ("home", "Users") for who in IMAGES)),
    "route of a site": Row("path: '/home/accueil' <a href='/home/liste'>"),
    "attribute": Row("self.i2 = portail.i2"),
    "relative path": Row("import x from '../home/claire/src/a' ./home/claire/src/b"),
    "web page": Row("https://exemple.fr/home/claire/src/x"),
    "Windows' own": Row(r"C:\Users\Public\Documents\x C:\Users\Default\x"),
    "escapes": Row(r'"[\\ud800-\\udfff\\u0300-\\u036f]" "\\d{2}\\w+\\section-1\\a"'),
    "drawing numbers": Row("M10.5 20.33L06 48.71 93.25 14"),
}  # fmt: skip


@pytest.mark.parametrize("row", FOUND.values(), ids=FOUND.keys())
def test_found(row: Row, read: Read) -> None:
    found = [(finding.rule, str(finding.confidence)) for finding in read(row.text, row.path).findings]
    assert found == [(row.rule, row.confidence)]


@pytest.mark.parametrize("row", NOTHING.values(), ids=NOTHING.keys())
def test_nothing(row: Row, read: Read) -> None:
    assert [(finding.rule, finding.line) for finding in read(row.text, row.path).findings] == []


def test_the_published_samples_have_right_keys() -> None:
    assert control_key("1841276451089") == 46
    assert control_key("253072B073004") == 70
    assert is_right("FR7630006000011234567890189")
    assert not is_right("FR7630006000011234567890188")


@pytest.mark.parametrize("place", ["2A", "2B", "75", "97", "99"])
def test_keys_agree_with_another_reckoning(place: str) -> None:
    number = nir(place=place)
    assert f"{control_key(number[:13]):02}" == number[13:]


def test_a_file_of_nirs_alone_is_told_from_chance(read: Read) -> None:
    found = read("\n".join(nir(seed=str(index)) for index in range(20)), "data/liste.txt").findings
    assert len(found) == 20


@pytest.mark.parametrize("number", ["612345678", "606060606", "600000000", "102030405", "687654321", "611223344"])
def test_made_up_numbers_are_known(number: str) -> None:
    assert is_made_up(number)
    assert not is_made_up(mobile()[1:])


def test_phones_that_follow_each_other_are_told_with_low_confidence(read: Read) -> None:
    start = int(mobile())
    found = read("\n".join(f"tel: '0{start + step}'" for step in range(8)), "db/import.yml").findings
    assert {str(finding.confidence) for finding in found} == {LOW}


def test_a_file_that_names_many_agents_is_no_made_up_one_whatever_its_folder(read: Read) -> None:
    agents = [f"{address('justice.fr', index)},{index}" for index in range(8)]
    others = ["gwen.le-goff@justice.fr", "nadia.marsaudon@justice.fr", "luc.kerlidou@justice.fr"]
    few, many = (read("\n".join(lines), "db/seeds/agents.csv").findings for lines in (agents, agents + others))

    assert {str(finding.confidence) for finding in few} == {LOW}
    assert {str(finding.confidence) for finding in many} == {MEDIUM}


@pytest.mark.parametrize("offset", range(-20, 70, 3))
def test_a_number_is_found_once_wherever_it_stands_in_a_long_text(offset: int, read: Read) -> None:
    text = "x" * (8_192 + offset) + f"\nnir = {spaced(nir())}\n" + "y" * 9_000
    assert [(finding.rule, finding.line) for finding in read(text).findings] == [(NIR, 2)]
