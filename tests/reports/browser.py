"""A headless Chromium, spoken to over its own pipe: opens pages and tells what went wrong in them.

Answers and events come as JSON texts that end in a zero byte; nothing is polled and nothing waits
for a clock.  One browser serves all tests of a session.
"""

import base64
import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)


def find() -> str | None:
    """The path of Chromium, or None if this machine has none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Loaded:
    """A page that was opened: what it asked for, and every complaint of the browser."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Browser:
    """One browser with one tab."""

    def __init__(self, profile: Path) -> None:
        to_child, self._write = os.pipe()
        self._read, from_child = os.pipe()
        command = [find() or "chromium", *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        # The browser reads its descriptor 3 and writes to 4; bash puts ours there.
        route = f'exec "$@" 3<&{to_child} 4>&{from_child}'
        self._process = subprocess.Popen(
            ["bash", "-c", route, "browser", *command],
            pass_fds=(to_child, from_child),
            stderr=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        self._buffer = b""
        self._count = 0
        self._events: list[dict[str, Any]] = []
        self._session = ""
        targets = self._call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        attached = {"targetId": page["targetId"], "flatten": True}
        self._session = self._call("Target.attachToTarget", attached)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(
        self, page: Path | str, width: int = 1280, scheme: str = "light", media: str = ""
    ) -> Loaded:
        """Load ``page``, a file or an address.

        The window is ``width`` pixels wide and prefers ``scheme``.  ``media``: ``print``, to see
        it as paper would.
        """
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self._call("Emulation.setDeviceMetricsOverride", size)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._call("Emulation.setEmulatedMedia", {"media": media, "features": [feature]})
        self._events.clear()
        self._call("Page.navigate", {"url": page if isinstance(page, str) else page.as_uri()})
        self._await_load()
        self.run("document.fonts.ready.then(() => 0)")
        loaded = Loaded()
        for event in self._events:
            self._note(event["method"], event.get("params", {}), loaded)
        return loaded

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression in the page (a promise is waited for)."""
        given = {"expression": script, "returnByValue": True, "awaitPromise": True}
        answer = self._call("Runtime.evaluate", given)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def leave_by(self, letter: str) -> None:
        """Type a letter that leads to another page, and wait until that is there."""
        self._events.clear()
        self.type(letter)
        self._await_load()

    def type(self, text: str) -> None:
        """Type, letter by letter; a line's end is Enter."""
        for letter in text:
            name = "Enter" if letter == "\n" else letter
            said = {"key": name, "text": "\r" if letter == "\n" else letter}
            self._call("Input.dispatchKeyEvent", {"type": "keyDown", **said})
            self._call("Input.dispatchKeyEvent", {"type": "keyUp", "key": name})

    def key(self, name: str) -> None:
        """Press and release a key."""
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", {"type": kind, "key": name, "code": name})

    def spoken(self, script: str) -> str:
        """What a screen reader is told an element is called, by the browser's own tree."""
        found = self._call("Runtime.evaluate", {"expression": script})["result"]["objectId"]
        given = {"objectId": found, "fetchRelatives": False}
        node = self._call("Accessibility.getPartialAXTree", given)["nodes"][0]
        return str(node.get("name", {}).get("value", ""))

    def picture(self, file: Path) -> None:
        """Save the whole page as a PNG."""
        given = {"captureBeyondViewport": True, "format": "png"}
        answer = self._call("Page.captureScreenshot", given)
        file.write_bytes(base64.b64decode(answer["data"]))

    def close(self) -> None:
        """End the browser."""
        session, self._session = self._session, ""
        self._call("Browser.close")
        self._session = session
        self._process.wait(30)
        os.close(self._read)
        os.close(self._write)

    def _await_load(self) -> None:
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._events.append(self._message())

    def _note(self, method: str, params: dict[str, Any], loaded: Loaded) -> None:
        if method == "Network.requestWillBeSent":
            loaded.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            loaded.complaints.append(str(params["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            loaded.complaints.append(str(params["args"]))
        elif method == "Log.entryAdded":
            loaded.complaints.append(params["entry"]["text"])

    def _call(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": params or {}}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") != self._count:
                self._events.append(answer)
                continue
            assert "error" not in answer, (method, answer)
            result: dict[str, Any] = answer["result"]
            return result

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = os.read(self._read, 1 << 16)
            assert piece, "the browser has ended"
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found
