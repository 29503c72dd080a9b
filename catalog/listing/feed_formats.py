# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Feeds as text: Atom (RFC 4287), JSON Feed 1.1, and RSS 2.0 as code.gouv.fr wrote it.

Texts and names come from anywhere: they are escaped, and what XML forbids, or turns the direction of the text that
follows it, is left out.
"""

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from catalog.links import is_web

ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_BEGINNING = "1970-01-01T00:00:00Z"
"""Date of a feed that nothing dates."""

_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff]"
)


class Item(NamedTuple):
    """One thing of a feed."""

    id: str
    """Never changes: a tag: URI, or an address."""
    title: str
    text: str
    """Plain text."""
    url: str
    """Where to read more; "" for nowhere."""
    at: str
    """ISO 8601 with its zone."""
    author: str = ""
    kind: tuple[str, str] | None = None
    """Term and label of its category."""


class Feed(NamedTuple):
    """A feed of items, the last first."""

    id: str
    title: str
    description: str
    home: str
    """Address of the page that shows the same."""
    url: str
    """Its own address."""
    language: str
    author: str
    date: str
    """Of the data, for a feed without items; "" when unknown."""
    items: tuple[Item, ...]

    @property
    def updated(self) -> str:
        """Date of its last item."""
        return max((item.at for item in self.items), default=self.date or _BEGINNING, key=moment)


def moment(text: str) -> datetime:
    """Return an ISO 8601 time; without a zone it is UTC.

    Raises:
        ValueError: it isn't one.
    """
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def atom(feed: Feed) -> str:
    """Return a feed as Atom."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", feed.updated)
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    for item in feed.items:
        _add_entry(root, item)
    return _xml(root)


def _add_entry(root: ET.Element, item: Item) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "updated", item.at)
    _add(entry, "published", item.at)
    if item.url:
        _add(entry, "link", rel="alternate", type="text/html", href=item.url)
    if item.kind:
        _add(entry, "category", term=item.kind[0], label=item.kind[1])
    _add(entry, "content", item.text, type="text")


def json_feed(feed: Feed) -> str:
    """Return a feed as JSON Feed 1.1; its own addresses have to be whole, so without the site's they are left out."""
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": seen(feed.title),
        "description": seen(feed.description),
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": seen(feed.author)}],
        "items": [_json_item(item) for item in feed.items],
    }
    whole = {key: value for key, value in whole.items() if not key.endswith("_url") or is_web(str(value))}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def _json_item(item: Item) -> dict[str, Any]:
    said = {
        "id": item.id,
        "url": item.url,
        "title": seen(item.title),
        "content_text": seen(item.text),
        "date_published": item.at,
        "tags": [item.kind[1]] if item.kind else [],
    }
    return {key: value for key, value in said.items() if value or key == "content_text"}


def rss(feed: Feed) -> str:
    """Return a feed as RSS 2.0."""
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": ATOM, "xmlns:dc": _DUBLIN_CORE})
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description)
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", _rfc_822(feed.updated))
    _add(channel, "atom:link", rel="self", type="application/rss+xml", href=feed.url)
    for item in feed.items:
        _add_item(channel, item)
    return _xml(root)


def _add_item(channel: ET.Element, item: Item) -> None:
    shown = _add(channel, "item")
    _add(shown, "title", item.title)
    if item.url:
        _add(shown, "link", item.url)
    _add(shown, "guid", item.id, isPermaLink="true" if item.id == item.url else "false")
    _add(shown, "description", item.text)
    if item.author:  # RSS's own `author` is an e-mail address
        _add(shown, "dc:creator", item.author)
    _add(shown, "pubDate", _rfc_822(item.at))


def _rfc_822(text: str) -> str:
    return format_datetime(moment(text).astimezone(UTC), usegmt=True)


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, {key: seen(value) for key, value in attributes.items()})
    child.text = seen(text) or None
    return child


def seen(text: str) -> str:
    """Return `text` without what can't be shown."""
    return _UNSEEN.sub("", text)


def _xml(root: ET.Element) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def is_moment(text: str) -> bool:
    """Tell whether a text is an ISO 8601 time."""
    try:
        moment(text)
    except ValueError:
        return False
    return True
