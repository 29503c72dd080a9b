# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A portal that takes what udata takes, as strictly, on this machine: datasets, uploads and resources of its API v1.

What it does was read in udata's own source of August 2026: an upload names the resource after its file and computes
its SHA-1; a description is JSON alone, with a title and a known type; hosted files keep their address.
"""

import hashlib
import json
import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "udata_jeton-d-essai-0123456789"
ORGANIZATION = "534fff91a3a7292c64a77f02"
_TYPES = ("main", "documentation", "update", "api", "code", "other")
_EXTENSIONS = ("csv", "json", "xml", "txt")
_LICENCES = ("lov2", "odc-odbl", "notspecified")
_FREQUENCIES = ("daily", "weekly", "monthly", "irregular", "unknown")
_TAG = re.compile(r"[a-z0-9-]{3,96}")

Json = dict[str, Any]


class Udata:
    """One portal: what it holds, what it was asked, and how it is to fail."""

    def __init__(self) -> None:
        self.datasets: dict[str, Json] = {}
        self.log: list[tuple[str, str]] = []
        self.faults: list[tuple[str, int | str]] = []
        """(start of ``METHOD /path``, status or « drop » before, « lose » after), each used once, in order."""
        self.url = ""

    def made(self, **fields: Any) -> Json:  # noqa: ANN401 - whatever a dataset may say
        """Put a dataset there, as somebody did by hand."""
        known = {"title": "À la main", "description": "…", "resources": [], "extras": {}, "organization": ORGANIZATION}
        identifier = uuid.uuid4().hex[:24]
        dataset = known | fields | {"id": identifier, "page": f"{self.url}/datasets/{identifier}"}
        self.datasets[identifier] = dataset
        return dataset

    @property
    def only(self) -> Json:
        """The dataset, when there is one."""
        (dataset,) = self.datasets.values()
        return dataset

    def writes(self) -> list[str]:
        """Return the requests that changed something, or tried to."""
        return [f"{method} {path}" for method, path in self.log if method != "GET"]

    def fault(self, method: str, path: str, kinds: tuple[str, ...]) -> int | str | None:
        """Return how this request is to fail, if it is."""
        for place, (start, how) in enumerate(self.faults):
            if f"{method} {path}".startswith(start) and (
                str(how) in kinds or (isinstance(how, int) and "status" in kinds)
            ):
                return self.faults.pop(place)[1]
        return None


@contextmanager
def udata() -> Iterator[Udata]:
    """Run a portal."""
    portal = Udata()
    handler = type("Handler", (_Handler,), {"portal": portal})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        portal.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield portal
        finally:
            server.shutdown()


class _Refused(Exception):
    def __init__(self, status: int, message: str, **errors: object) -> None:
        super().__init__(message)
        self.status, self.body = status, {"message": message} | ({"errors": errors} if errors else {})


class _Handler(BaseHTTPRequestHandler):
    portal: Udata
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def _serve(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path = unquote(urlsplit(self.path).path)
        self.portal.log.append((method, path))
        fault = self.portal.fault(method, path, ("drop", "status"))
        if fault == "drop":
            self.connection.close()
            self.close_connection = True
            return
        try:
            if isinstance(fault, int):
                raise _Refused(fault, f"fault with {self.headers.get('X-API-KEY')}")
            status, answer = self._answer(method, path, body)
        except _Refused as refusal:
            status, answer = refusal.status, refusal.body
        if self.portal.fault(method, path, ("lose",)):
            self.connection.close()
            self.close_connection = True
            return
        self._send(status, answer)

    def _send(self, status: int, answer: Json) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if 300 <= status < 400:
            self.send_header("Location", "https://ailleurs.example/")
        self.end_headers()
        self.wfile.write(data)

    # --- the API ------------------------------------------------------------------------------------------------------

    def _answer(self, method: str, path: str, body: bytes) -> tuple[int, Json]:
        steps = path.removeprefix("/api/1/datasets").strip("/").split("/")
        if not path.startswith("/api/1/datasets/") or not path.endswith("/"):
            raise _Refused(404, "Not found")
        if method == "GET" and steps == [""]:
            return 200, self._page()
        if method == "GET" and len(steps) == 1:
            return 200, self._dataset(steps[0])
        if self.headers.get("X-API-KEY") != TOKEN:
            raise _Refused(401, "Invalid API token")
        if method == "POST" and steps == [""]:
            return 201, self._create(self._json(body))
        dataset = self._dataset(steps[0])
        if method == "POST" and steps[1:] == ["upload"]:
            resource: Json = {"id": str(uuid.uuid4()), "extras": {}, "type": "main", "filetype": "file"}
            resource |= self._stored(body)
            dataset["resources"].append(resource)
            return 201, {**resource, "success": True}
        resource = self._resource(dataset, steps[2]) if steps[1:2] == ["resources"] and len(steps) > 2 else {}
        if method == "POST" and resource and steps[3:] == ["upload"]:
            resource |= self._stored(body)
            return 200, {**resource, "success": True}
        if method == "PUT" and resource and len(steps) == 3:
            return 200, self._describe(resource, self._json(body))
        raise _Refused(404, "Not found")

    def _page(self) -> Json:
        query = parse_qs(urlsplit(self.path).query)
        asked, number, size = (query.get(name, [""])[0] for name in ("organization", "page", "page_size"))
        kept = [each for each in self.portal.datasets.values() if each["organization"] == asked]
        start, end = (int(number) - 1) * int(size), int(number) * int(size)
        after = f"{self.portal.url}/next" if end < len(kept) else None
        return {"data": kept[start:end], "next_page": after, "total": len(kept)}

    def _dataset(self, identifier: str) -> Json:
        try:
            return self.portal.datasets[identifier]
        except KeyError:
            raise _Refused(404, "Dataset not found") from None

    def _resource(self, dataset: Json, identifier: str) -> Json:
        try:
            uuid.UUID(identifier)
        except ValueError:
            raise _Refused(404, "Not found") from None
        found = [resource for resource in dataset["resources"] if resource["id"] == identifier]
        if not found:
            raise _Refused(404, "Resource does not exist")
        resource: Json = found[0]
        return resource

    def _create(self, told: Json) -> Json:
        wrong = {name: "This field is required." for name in ("title", "description") if not told.get(name)}
        if told.get("license") not in _LICENCES:
            wrong["license"] = "Unknown identifier"
        if told.get("frequency") not in _FREQUENCIES:
            wrong["frequency"] = "Not a valid choice"
        if not all(_TAG.fullmatch(tag) for tag in told.get("tags", ())):
            wrong["tags"] = "Bad tag"
        if wrong:
            raise _Refused(400, "Validation error", **wrong)
        if told.get("organization") != ORGANIZATION:
            raise _Refused(403, "You do not have the permission to modify that object.")
        return self.portal.made(**told)

    def _describe(self, resource: Json, told: Json) -> Json:
        if not (told.get("title") or resource["title"]):
            raise _Refused(400, "Validation error", title="This field is required.")
        if told.get("type", "main") not in _TYPES:
            raise _Refused(400, "Validation error", type="Not a valid choice")
        if told.get("filetype", "file") != resource["filetype"]:
            raise _Refused(400, "Cannot modify filetype after creation")
        resource |= {name: told[name] for name in ("title", "description", "type", "extras") if name in told}
        return resource

    # --- bodies -------------------------------------------------------------------------------------------------------

    def _json(self, body: bytes) -> Json:
        if "application/json" not in self.headers.get("Content-Type", ""):
            raise _Refused(400, "Validation error", **{"Content-Type": "expecting application/json"})
        told = json.loads(body)
        if not isinstance(told, dict):
            raise _Refused(400, "Validation error", request="expecting a JSON object")
        return told

    def _stored(self, body: bytes) -> Json:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = list(BytesParser(policy=HTTP).parsebytes(head + body).iter_parts())
        files = [part for part in parts if part.get_param("name", header="content-disposition") == "file"]
        if len(files) != 1:
            raise _Refused(400, "Missing file parameter")
        name, content = files[0].get_filename() or "", files[0].get_payload(decode=True)
        assert isinstance(content, bytes)
        if name.rpartition(".")[2] not in _EXTENSIONS:
            raise _Refused(415, "Incorrect file type")
        return {
            "title": name,
            "url": f"https://static.example/{uuid.uuid4()}/{name}",
            "checksum": {"type": "sha1", "value": hashlib.sha1(content).hexdigest()},  # noqa: S324 - as udata does
            "filesize": len(content),
            "mime": "text/plain",
            "format": name.rpartition(".")[2],
        }
