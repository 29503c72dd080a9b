# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Opening files to look at: of ordinary code with everything in it, and of code whose every text is hostile."""

from datetime import date
from pathlib import Path

from catalog.database import open_store
from catalog.dossiers import build_dossier
from catalog.i18n import translator
from catalog.registers.models import Algorithm, Registers, Request, Requester
from catalog.reports.dossier.writing import write_dossier
from scanner.models import Fact
from tests.catalog import filling as f

HOSTILE = "<script>alert(1)</script><img src=https://ailleurs.example/x onerror=alert(2)> \u202e ](javascript:alert(3))"
LONG = "dossier/" * 60 + "a" * 300 + ".py"
KINDS = ("ordinary", "hostile")


def write_dossiers(folder: Path) -> None:
    """Write one dossier of each of `KINDS`, in French, into a folder of its name."""
    texts = {
        "ordinary": ("Calcule la paie des agents.", "paquets/interface/src/composants/calcul-de-la-paie-des-agents.py"),
        "hostile": (HOSTILE * 40, LONG + HOSTILE),
    }
    for kind, (description, path) in texts.items():
        with open_store(folder / f"{kind}.db") as store:
            identity = f.repository(store, "ministere/paie", description=description)
            readme = Fact(
                detector="community",
                rule="community-readme",
                path="README.md",
                message="A README",
                data={"words": 9, "degree": "", "sentence": description[:300]},
            )
            facts = [readme, *f.rules(path, share=0.5), f.module(path, cuts=[{"path": path, "line": 3}])]
            places = [f.secret(store, path)]
            places += [f.secret(store, f"ancien{n}/{path}", fingerprint=f"f{n}", at_head=False) for n in range(2, 6)]
            f.scan(store, identity, facts, [f.file("README.md"), f.file(path)], places, shallow=True)
            dossier = build_dossier(store, identity, _registers(description[:200]), None, "2026-03-02")
            write_dossier(dossier, folder / kind, translator("fr"))


def _registers(text: str) -> Registers:
    at = {"file": "declarations/requests.yml", "line": 3, "repository": "ministere/paie"}
    asked = Request(**at, id="1", requester=Requester.CITIZEN, received_on=date(2026, 1, 5), subject=text)
    algorithm = Algorithm(file="declarations/algorithms.yml", line=2, name=text, repository="ministere/paie")
    return Registers(today=date(2026, 3, 2), requests=(asked,), algorithms=(algorithm,))
