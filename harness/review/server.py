"""Serves the page, on loopback, to whoever has the token.

The rules (OWASP's on cross-site request forgery and DNS rebinding):

* It listens on 127.0.0.1 only, and answers only to a ``Host`` that says so: a page of somewhere
  else that has its name point here gets nothing.
* The address that is printed has a token.  It becomes a cookie that no script reads and that no
  other site's request carries; without it nothing is shown.
* What changes something is a POST with the token in a header of ours, which no form can set, and
  from no other origin.
* Of the report folder only what the reports link to is given out, and nothing above it.
"""

import json
import secrets
import threading
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from harness.model.errors import CallsheetError
from harness.review.desk import Decision, Desk, MeanwhileError
from harness.review.pages import View, task_page
from harness.review.queue import ALL, ASKED, BY_ITEM, BY_SUBMISSION, OPEN

_COOKIE, _HEADER = "callsheet", "X-Callsheet"
_MOST = 64 * 1024  # bytes of a request's body
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".png": "image/png",
    ".pcap": "application/vnd.tcpdump.pcap",
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
}


class Server(ThreadingHTTPServer):
    """The server of one desk; ``port`` 0 is a free one.  Raises OSError if it is taken."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk, self.token = desk, secrets.token_urlsafe(24)

    @property
    def hosts(self) -> tuple[str, str]:
        """What a request's ``Host`` may say."""
        return f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}"

    @property
    def address(self) -> str:
        """Where to begin."""
        return f"http://127.0.0.1:{self.server_port}/?token={self.token}"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "Callsheet", ""

    def do_GET(self) -> None:
        """A task's page, or a file of the reports."""
        parts = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if self._is_stranger():
            return
        if self._same(asked.get("token", "")):
            cookie = f"{_COOKIE}={self.server.token}; HttpOnly; SameSite=Strict; Path=/"
            self._send(HTTPStatus.SEE_OTHER, b"", {"Location": "/", "Set-Cookie": cookie})
        elif not self._known():
            self._refuse(HTTPStatus.FORBIDDEN, "Open the address that 'callsheet review' printed.")
        elif parts.path == "/":
            self._page(asked)
        elif parts.path.startswith("/report/"):
            self._file(unquote(parts.path.removeprefix("/report/")))
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page.")

    def do_POST(self) -> None:
        """A decision, or the end of the review."""
        if self._is_stranger():
            return
        origin = self.headers.get("Origin", "")
        ours = not origin or origin.removeprefix("http://") in self.server.hosts
        if not (ours and self._known() and self._same(self.headers.get(_HEADER, ""))):
            self._answer(HTTPStatus.FORBIDDEN, {"error": "This page is not of this review."})
            return
        try:
            size = min(int(self.headers.get("Content-Length", "")), _MOST)
            self._do(json.loads(self.rfile.read(max(size, 0))))  # half a text is none
        except (ValueError, KeyError, TypeError):
            self._answer(HTTPStatus.BAD_REQUEST, {"error": "This request cannot be understood."})
        except MeanwhileError:
            words = "Nothing was saved: it has been decided in another tab. Reload to see how."
            self._answer(HTTPStatus.CONFLICT, {"error": words})
        except CallsheetError as error:
            self._answer(HTTPStatus.BAD_REQUEST, {"error": f"Nothing was saved: {error}"})

    def _do(self, told: dict[str, Any]) -> None:
        if self.path == "/finish":
            words = "The grades and reports are being written; the terminal says when it is done."
            self._answer(HTTPStatus.OK, {"said": words})
            # it waits for the loop that serves; and writing forks, which a thread should not
            threading.Thread(target=self.server.shutdown).start()
        elif self.path == "/decide":
            said = _decision(told) or Decision(None, "taken back")
            seen = _decision(told["seen"]) if told["seen"] is not None else None
            self.server.desk.decide(str(told["submission"]), str(told["item"]), said, seen)
            now = self.server.desk.known(str(told["submission"]), str(told["item"]))
            data = None if now is None else {"points": now.points, "reason": now.reason}
            self._answer(HTTPStatus.OK, {"now": data})
        else:
            self._answer(HTTPStatus.NOT_FOUND, {"error": "There is no such page."})

    def _page(self, asked: dict[str, str]) -> None:
        order = asked.get("order") if asked.get("order") == BY_ITEM else BY_SUBMISSION
        which = next((one for one in (ASKED, ALL) if asked.get("show") == one), OPEN)
        key = (asked["submission"], asked["item"]) if {"submission", "item"} <= {*asked} else None
        text = task_page(self.server.desk, View(order or "", which, key), self.server.token)
        if text is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such item.")
        else:
            self._send(HTTPStatus.OK, text.encode("utf-8", "backslashreplace"))

    def _file(self, name: str) -> None:
        top = self.server.desk.out.resolve()
        path = Path(top, name).resolve() if "\0" not in name else top
        kind = _KINDS.get(path.suffix)
        if kind is None or not path.is_relative_to(top) or not path.is_file():
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such file among the reports.")
            return
        self._send(HTTPStatus.OK, path.read_bytes(), {"Content-Type": kind})

    def _is_stranger(self) -> bool:
        """Refuse whoever calls this server by a name that is not its own."""
        if self.headers.get("Host") in self.server.hosts:
            return False
        self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "This server is only for this machine.")
        return True

    def _known(self) -> bool:
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get(_COOKIE)
        except CookieError:
            return False
        return cookie is not None and self._same(cookie.value)

    def _same(self, token: str) -> bool:
        return secrets.compare_digest(token.encode("utf-8", "replace"), self.server.token.encode())

    def _answer(self, status: HTTPStatus, data: object) -> None:
        self._send(status, json.dumps(data).encode(), {"Content-Type": "application/json"})

    def _refuse(self, status: HTTPStatus, words: str) -> None:
        self._send(status, words.encode(), {"Content-Type": "text/plain; charset=utf-8"})

    def _send(self, status: HTTPStatus, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        told = {
            "Content-Type": _KINDS[".html"],
            "Content-Length": str(len(body)),
            "Content-Security-Policy": "frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        } | (headers or {})
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is the instructor's."""


def _decision(told: dict[str, Any]) -> Decision | None:
    """What a request says; None if it takes a decision back.  Raises what a bad one raises."""
    if told["points"] is None:
        return None
    return Decision(float(told["points"]), str(told["reason"]))
