# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a run would ask of the portal, told without opening a socket: what the dataset holds isn't known then."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from catalog.datagouv.contents import KEY, LocalFile
from catalog.datagouv.portal import HEADER, TOKEN_VARIABLE
from catalog.datagouv.target import Target
from catalog.i18n import Translator, noted


class Planned(NamedTuple):
    """One request; the token isn't in it."""

    method: str
    url: str
    when: str
    """When it is asked, a sentence to translate."""
    body: Mapping[str, Any] | None = None
    file: LocalFile | None = None


def plan(target: Target, words: Mapping[str, Any], files: Sequence[LocalFile]) -> Iterator[Planned]:
    """Yield the requests that sending `files` may ask, in order."""
    root = f"{target.url.rstrip('/')}/api/1/datasets"
    named = quote(target.dataset, safe="") or "{dataset}"
    if target.dataset:
        yield Planned("GET", f"{root}/{named}/", _ALWAYS)
    else:
        query = urlencode({"organization": target.organization, "page": 1, "page_size": 100})
        yield Planned("GET", f"{root}/?{query}", _ALWAYS)
        yield Planned("POST", f"{root}/", _NEW_DATASET, {**words, "organization": target.organization})
    for file in files:
        content = file.content
        yield Planned("POST", f"{root}/{named}/upload/", _NEW_FILE, file=file)
        yield Planned("POST", f"{root}/{named}/resources/{{resource}}/upload/", _OTHER_FILE, file=file)
        body = {"title": content.title, "description": content.description, "type": content.kind}
        yield Planned("PUT", f"{root}/{named}/resources/{{resource}}/", _AFTER, body | {"extras": {KEY: content.path}})


_ALWAYS = noted("first, to know what is there")
_NEW_DATASET = noted("if the organization has no dataset of ours")
_NEW_FILE = noted("if the dataset doesn't hold this file")
_OTHER_FILE = noted("if it holds another content of this file")
_AFTER = noted("after either")


def tell(requests: Iterator[Planned], t: Translator) -> Iterator[str]:
    """Yield the lines that tell requests: method, address, headers, body, and files by size and checksum."""
    for each in requests:
        yield f"{each.method} {each.url}  ({t(each.when)})"
        yield f"  {HEADER}: ({TOKEN_VARIABLE})"
        if each.body is not None:
            yield "  Content-Type: application/json"
            yield f"  {json.dumps(each.body, ensure_ascii=False)}"
        if each.file is not None:
            size = t("{n} bytes", n=t.number(each.file.size))
            yield "  Content-Type: multipart/form-data"
            yield f"  file: {each.file.content.file_name}, {size}, sha1 {each.file.sha1}"
