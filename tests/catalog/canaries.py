# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A store where all that the public may not read holds a word of its own, and what of it an output gives away."""

import base64
import gzip
import hashlib
import html
import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from catalog.database import Store
from scanner.models import Fact, Forge, ForgeKind, Owner, Skipped, Visibility
from tests.catalog import filling as f

NEVER = (*("canari-empreinte", "canari-message-ignore"),)
"""What no output says, not even to those inside."""
INSIDE = (
    # closed code that nothing publishes
    *("canari-proprio", "canari-depot", "canari-nom-proprio", "canari-description", "canari-sujet", "canari-accueil"),
    *("canari-branche", "canari-chemin", "canari-module", "canari-appelant", "canari-trouvaille", "canari-etiquette"),
    *("canari-interne", "canari-fiche", "canari.agent@canari-mel.fr", "ca0a71" + "f" * 34, "canari-usage"),
    *("Dépôt-Ÿ-Canari", "canari-forge-vide"),
    # closed code that is published, but for its name and its purpose
    *("canari-publie-description", "canari-publie-chemin", "canari-publie-sujet", "canari-publie-fuite"),
    *("canari-publie-module", "canari-publie-branche", "canari-publie-usage", "canari-publie-porteur"),
    # what is known of open code, and isn't public
    *("canari-porteur", "canari-ancien", "canari-fuite", "canari-source-lue", "canari-0.9"),
    # what the administration declares, and where
    *("canari-ouverture", "canari-annonce", "canari-algorithme", "canari-contact", "canari-declarations"),
)
"""What those inside read, and nobody else."""
KEPT = (
    *("canari-motif", "canari-bureau", "canari-demande", "canari-hote", "canari-publie-hote", "canari-politiques"),
    *("canari-courriel", "canari-publie-courriel"),
)
"""What may or may not be shown inside, and is never public."""

PUBLISHED = f"{f.HOST}/prestations/aides"
POLICY = f"""
version: 1
closed:
  publish: listed
  repositories:
    - {{repository: {PUBLISHED}, purpose: {{fr: Calcul des aides, en: Computation of benefits}}}}
"""
OPENINGS = f"""
- {{name: Ouverture du canari-ouverture, quarter: 2026-T1, repository: {f.HOST}/canari-proprio/canari-depot,
   source: 'https://exemple.gouv.fr/annonces/canari-annonce'}}
- {{name: canari-depot, quarter: 2026-T2}}
- {{name: Moteur ouvert, quarter: 2026-T1, effective_on: 2026-01-05, repository: github.com/etalab/ouvert}}
"""
EXEMPTIONS = f"""
- {{repository: {f.HOST}/canari-proprio/canari-depot, ground: offences, owner: canari-bureau, reason: canari-motif,
   expires_on: 2099-12-31}}
"""
REQUESTS = f"""
- {{id: D-1, repository: {f.HOST}/canari-proprio/canari-depot, requester: citizen, subject: canari-demande,
   received_on: 2026-01-05}}
"""
ALGORITHMS = f"""
- {{name: canari-algorithme, repository: {f.HOST}/canari-proprio/canari-depot, contact: canari-contact@exemple.fr}}
- {{name: Calcul publiable, repository: {f.HOST}/canari-proprio/canari-depot, publish: yes, automation: full,
   paths: [canari-chemin/calcul.py], decisions_per_year: 1000}}
"""


def write_folders(folder: Path) -> tuple[Path, Path]:
    """Write the policies and the declarations of the administration, and return both folders."""
    policies, declarations = folder / "canari-politiques", folder / "canari-declarations"
    policies.mkdir()
    declarations.mkdir()
    (policies / "publication.yml").write_text(POLICY, encoding="utf-8")
    texts = {"openings": OPENINGS, "exemptions": EXEMPTIONS, "requests": REQUESTS, "algorithms": ALGORITHMS}
    for name, text in texts.items():
        (declarations / f"{name}.yml").write_text(text, encoding="utf-8")
    return policies, declarations


def fill(store: Store) -> None:
    """Fill a store with open code, closed code that is published, and canaries wherever something isn't public."""
    opened = _open_code(store)
    hidden = _hidden_code(store)
    published = _published_code(store)
    _pasts(store, opened, hidden)
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO clone_pairs VALUES (?, '', ?, 'canari-porteur', 4, 1.0, 'copy')", (opened, hidden)
        )
        connection.execute(
            "INSERT INTO clone_pairs VALUES (?, 'lib', ?, 'canari-publie-porteur', 4, 1.0, '')", (opened, published)
        )
        connection.execute(
            "INSERT INTO clone_pairs VALUES (?, 'lib', ?, 'canari-porteur', 4, 1.0, '')", (opened, hidden)
        )
        for source in ("/canari-source-lue/depots", f"https://{f.HOST}/canari-proprio", "https://github.com/etalab"):
            _crawl(store, source)
    settle(store)


def settle(store: Store) -> None:
    """Give every scan the same time, so that stores filled one after the other can be compared."""
    with store.writing() as connection:
        connection.execute("UPDATE scans SET scanned_at = '2026-11-03T05:58:00Z'")
        connection.execute("UPDATE repositories SET first_seen_at = '2026-11-01T05:00:00Z'")


def _open_code(store: Store) -> int:
    opened = f.repository(store, "etalab/ouvert", Visibility.PUBLIC, "github.com", description="Un moteur", stars=3)
    data = {"expression": "MIT", "agreement": "single", "sources": [{"path": "LICENSE", "line": 1}]}
    licence = Fact(detector="licenses", rule="licence-declared", path="LICENSE", line=1, data=data)
    authors = {"domains": [{"domain": "canari-mel.fr", "people": ["canari.agent@canari-mel.fr"]}]}
    staff = Fact(detector="rights", rule="rights-authors", message="Authors", data=authors)
    facts = [*f.rules("calcul/bareme.py"), f.module("lib"), licence, staff]
    versions = f.DETECTORS | {"rights": "1"}
    files = [f.file("lib/jours.py", "partagé")]
    f.scan(store, opened, facts, files, [f.secret(store, "canari-fuite.env")], detectors=versions)
    return opened


def _hidden_code(store: Store) -> int:
    hidden = _closed(store, "canari-proprio/canari-depot", "canari", commit="ca0a71" + "f" * 34)
    for login in ("canari-interne/canari-fiche", "canari-proprio/Dépôt-Ÿ-Canari"):
        f.repository(store, login, Visibility.INTERNAL)
    name = "Canari-Nom-Proprio"
    store.save_owner(Owner(host=f.HOST, login="canari-proprio", name=name, email="canari.agent@canari-mel.fr"))
    store.save_forge(Forge(host="canari-forge-vide.fr", kind=ForgeKind.GITLAB, url="https://canari-forge-vide.fr"))
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO releases VALUES (?, 'canari-etiquette', '', '2026-01-01', ?)", (hidden, "a" * 40)
        )
    return hidden


def _published_code(store: Store) -> int:
    return _closed(store, "prestations/aides", "canari-publie", commit=f.COMMIT)


def _closed(store: Store, full_name: str, word: str, commit: str) -> int:
    """Save a closed repository whose every detail holds `word`."""
    details: dict[str, object] = {
        "description": f"{word}-description",
        "topics": (f"{word}-sujet",),
        "homepage": f"https://{word}-accueil.fr",
        "default_branch": f"{word}-branche",
    }
    repository_id = f.repository(store, full_name, Visibility.PRIVATE, f.HOST, **details)
    facts = [*f.rules(f"{word}-chemin/calcul.py", share=0.3), f.module(f"{word}-module", used_by=[f"{word}-appelant"])]
    host = {"examples": [{"path": f"{word}-hote/hote.internal", "line": 3}]}
    contact = {"name": f"{word}-courriel", "email": f"{word}-courriel@exemple.fr"}
    document = {"usedBy": [f"{word}-usage"], "maintenance": {"contacts": [contact]}}
    described = {"valid": True, "version": "0.7", "document": document}
    facts += [
        Fact(detector="publiccode", rule="publiccode-document", path="publiccode.yml", message="M", data=described),
        Fact(detector="community", rule="community-readme", path=f"{word}-chemin/LISEZMOI.md", message="A README"),
        Fact(detector="rights", rule="rights-contractor", path=f"{word}-hote/hote.internal", message="M", data=host),
    ]
    place = f.secret(store, f"{word}-fuite/{word}-trouvaille.env", fingerprint="canari-empreinte", commit=commit)
    files = [f.file(f"{word}-chemin/calcul.py", "partagé")]
    versions = f.DETECTORS | {"rights": "1", "publiccode": "1"}
    f.scan(store, repository_id, facts, files, [place], commit=commit, detectors=versions)
    return repository_id


def _pasts(store: Store, opened: int, hidden: int) -> None:
    """Tell that the open code bore another name while it was closed, and what happened to the closed one."""
    events = (
        (opened, "2025-01-01T00:00:00Z", "renamed", "etalab/canari-ancien", "etalab/ouvert"),
        (opened, "2025-01-02T00:00:00Z", "relicensed", "canari-0.9", "MIT"),
        (opened, "2025-02-01T00:00:00Z", "visibility", "private", "public"),
        (opened, "2025-03-01T00:00:00Z", "archived", "", ""),
        (hidden, "2025-04-01T00:00:00Z", "renamed", "canari-proprio/canari-ancien", "canari-proprio/canari-depot"),
    )
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO events (repository_id, at, kind, before, after) VALUES (?, ?, ?, ?, ?)", events
        )


def _crawl(store: Store, source: str) -> None:
    row = {"source": source, "started_at": "2026-01-01T00:00:00Z", "finished_at": "2026-01-02T00:00:00Z"}
    crawl_id = store.db.table("crawls").insert(row | {"expected": 5, "seen": 4, "outcome": "partial"}).last_pk
    skipped = Skipped(what="canari-depot", reason="canari-message-ignore")
    store.db.table("skipped").insert(skipped.model_dump() | {"crawl_id": crawl_id})


# --- what an output gives away ---------------------------------------------------------------------------------------


def leaks(folder: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """Return the words that a folder holds in some writing, with the files that do: contents, packed ones, names."""
    contents = dict(_contents(folder))
    found = {}
    for word in words:
        writings = tuple(set(_writings(word)))
        holders = [name for name, data in contents.items() if any(writing in data for writing in writings)]
        if holders:
            found[word] = holders
    return found


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name, and its name and content in lower case; what is packed is unpacked."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, data = path.relative_to(folder).as_posix(), path.read_bytes()
        if data.startswith(b"\x1f\x8b"):
            data += b"\n" + gzip.decompress(data)
        yield name, f"{name}\n{data.decode(errors='replace')}".lower().encode() + b"\n" + data


def _writings(word: str) -> Iterator[bytes]:
    """Yield a word as outputs may write it: as it is, escaped, without accents, packed in base64, hashed."""
    folded = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    for text in {word, word.lower(), folded.lower(), word.casefold()}:
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode().hex().encode()
        yield from (quoted.lower().encode() for quoted in (quote(text, safe=""), quote(quote(text, safe=""))))
        yield from (escaped.encode() for escaped in (html.escape(text), json.dumps(text)[1:-1], _entities(text)))
        yield from (hashed(text.encode()).hexdigest()[:12].encode() for hashed in _HASHES)
    for shift in range(3):
        packed = base64.b64encode(b"\0" * shift + word.encode())
        yield packed[4 if shift else 0 :].rstrip(b"=")[:-1]


_HASHES = (hashlib.md5, hashlib.sha1, hashlib.sha256)


def _entities(text: str) -> str:
    return "".join(letter if letter.isascii() else f"&#{ord(letter)};" for letter in text)
