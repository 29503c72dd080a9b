# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Brings a dataset to hold our files: what it has is looked at first, and nothing that is there already is sent.

Killed anywhere, it is mended by the next run: a file whose description wasn't given is known by its name and checksum.
What others put in the dataset, and the words that people gave to resources of ours, stay.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from catalog.datagouv.contents import KEY, MARK, LocalFile
from catalog.datagouv.portal import DatagouvError, DatagouvRefused, Passing, Portal
from catalog.datagouv.target import Target

Wait = Callable[[float], object]
Json = Mapping[str, Any]
T = TypeVar("T")

ATTEMPTS = 4
MAX_WAIT = 120
"""Seconds before each new attempt, at most."""
_MAX_PAGES = 100


class Outcome(StrEnum):
    """What became of one file."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class Sent(NamedTuple):
    """What a run did."""

    dataset: str
    """Identifier of the dataset, as it may be printed."""
    page: str
    """Address of its page, as it may be printed, or ""."""
    created: bool
    outcomes: Counter[Outcome]
    failures: tuple[DatagouvError, ...]
    left: int
    """Files that weren't tried, since the portal stopped answering."""


def send(portal: Portal, target: Target, words: Json, files: Sequence[LocalFile], wait: Wait = time.sleep) -> Sent:
    """Send `files` to the dataset that `target` names, or to that of its organization, made when there is none.

    Args:
        portal: the portal, with the token.
        target: which dataset.
        words: what a new dataset says of itself.
        files: all that it has to hold.
        wait: sleeps, between two attempts.

    Raises:
        DatagouvError: the dataset can't be read or made. A file that can't be sent is among the failures.
    """
    dataset, created = _again(lambda: _dataset(portal, target, words), wait)
    outcomes: Counter[Outcome] = Counter()
    failures: list[DatagouvError] = []
    for file in files:
        try:
            outcomes[_put_in_place(portal, dataset, file, wait)] += 1
        except DatagouvError as error:
            failures.append(error)
            if isinstance(error, DatagouvRefused) or sum(isinstance(each, Passing) for each in failures) > 1:
                break
    left = len(files) - outcomes.total() - len(failures)
    identifier, page = (portal.shown(str(dataset.get(name) or "")) for name in ("id", "page"))
    return Sent(identifier, page, created, outcomes, tuple(failures), left)


# --- the dataset -----------------------------------------------------------------------------------------------------


def _dataset(portal: Portal, target: Target, words: Json) -> tuple[Json, bool]:
    """Return the dataset, and whether it was made just now."""
    if target.dataset:
        return _read(portal, target.dataset), False
    known = next(_ours(portal, target.organization), None)
    if known is not None:
        return _read(portal, str(known["id"])), False
    made = portal.post("datasets/", {**words, "organization": target.organization})
    return _checked(made), True


def _read(portal: Portal, dataset: str) -> Json:
    return _checked(portal.get(f"datasets/{quote(dataset, safe='')}/"))


def _checked(dataset: Json) -> Json:
    if not isinstance(dataset.get("id"), str) or not isinstance(dataset.get("resources"), list):
        raise DatagouvError("this isn't a dataset of data.gouv.fr", mend="check --datagouv-url")
    return dataset


def _ours(portal: Portal, organization: str) -> Iterator[Json]:
    """Yield the datasets of an organization that an earlier run made."""
    for page in range(1, _MAX_PAGES + 1):
        answer = portal.get("datasets/", organization=organization, page=str(page), page_size="100")
        for dataset in answer.get("data") or ():
            if _extras(dataset).get(MARK):
                yield dataset
        if not answer.get("next_page"):
            return


# --- its resources ---------------------------------------------------------------------------------------------------


def _put_in_place(portal: Portal, dataset: Json, file: LocalFile, wait: Wait) -> Outcome:
    """Have the dataset hold one file; a new attempt looks first at what the one before it left there."""
    known = [dataset]

    def attempt() -> Outcome:
        current = known.pop() if known else _read(portal, str(dataset["id"]))
        return _place(portal, current, file)

    return _again(attempt, wait)


def _place(portal: Portal, dataset: Json, file: LocalFile) -> Outcome:
    root = f"datasets/{quote(str(dataset['id']), safe='')}"
    resource = _resource_of(dataset, file)
    if resource is None:
        outcome, resource = Outcome.ADDED, portal.upload(f"{root}/upload/", file)
    elif _sha1(resource) != file.sha1:
        outcome, words = Outcome.REPLACED, resource
        resource = portal.upload(f"{root}/resources/{_id(resource)}/upload/", file)
        resource = {**resource, **{name: words.get(name) for name in ("title", "description", "type", "extras")}}
    elif _is_described(resource, file):
        return Outcome.UNCHANGED
    else:
        outcome = Outcome.ADDED
    if _sha1(resource) not in ("", file.sha1):
        raise Passing("{name} came out different on the portal", name=file.content.file_name)
    portal.put(f"{root}/resources/{_id(resource)}/", _description(resource, file))
    return outcome


def _resource_of(dataset: Json, file: LocalFile) -> Json | None:
    """Return the resource that holds a file: by our key, else the content that an earlier run couldn't describe."""
    resources = [resource for resource in dataset["resources"] if isinstance(resource, dict)]
    for resource in resources:
        if _extras(resource).get(KEY) == file.content.path:
            return resource
    left = (each for each in resources if KEY not in _extras(each) and each.get("title") == file.content.file_name)
    return next((resource for resource in left if _sha1(resource) == file.sha1), None)


def _is_described(resource: Json, file: LocalFile) -> bool:
    return KEY in _extras(resource) and resource.get("title") not in (None, "", file.content.file_name)


def _description(resource: Json, file: LocalFile) -> dict[str, Any]:
    """Return what the resource says of itself; words that somebody gave it on the portal stay."""
    own_title = "" if resource.get("title") == file.content.file_name else resource.get("title")
    kept = ("filetype", "url", "format", "mime")
    return {name: resource[name] for name in kept if resource.get(name)} | {
        "title": own_title or file.content.title,
        "description": resource.get("description") or file.content.description,
        "type": file.content.kind,
        "extras": {**_extras(resource), KEY: file.content.path},
    }


def _id(resource: Json) -> str:
    return quote(str(resource.get("id") or ""), safe="")


def _sha1(resource: Json) -> str:
    checksum = resource.get("checksum")
    told = checksum if isinstance(checksum, dict) else {}
    return str(told.get("value") or "").lower() if told.get("type") == "sha1" else ""


def _extras(thing: object) -> dict[str, Any]:
    extras = thing.get("extras") if isinstance(thing, dict) else None
    return extras if isinstance(extras, dict) else {}


def _again(action: Callable[[], T], wait: Wait) -> T:
    for attempt in range(1, ATTEMPTS):
        try:
            return action()
        except Passing as error:
            wait(min(error.after or 2.0**attempt, MAX_WAIT))
    return action()
