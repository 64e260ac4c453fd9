"""A headless Chromium, where there is one, asked through its DevTools protocol over two pipes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PROGRAM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
#: A checker of accessibility, if somebody has said ``npm install --no-save axe-core`` here.
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
_PATIENCE = 120.0
#: Chromium reads its orders from the file 3 and answers on 4.
_START = """
import fcntl, os, sys
orders, answers = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(orders, 3)
os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """A browser with one page; what the page asks for and complains of is collected.

    ``fetched`` are the addresses asked for after the page itself, ``faults`` errors of scripts
    and what is written to the console as an error.
    """

    def __init__(self, folder: Path) -> None:
        mine, theirs_out = os.pipe()
        theirs_in, self._out = os.pipe()
        self._in = mine
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        options += [f"--user-data-dir={folder / 'profile'}", "--no-first-run", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, f"{theirs_in}", f"{theirs_out}", str(PROGRAM), *options],
            pass_fds=(theirs_in, theirs_out),
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._folder, self._number, self._rest = folder, 0, b""
        self._session = ""
        self.fetched: list[str] = []
        self.faults: list[str] = []
        self._loaded = False
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._ask(f"{domain}.enable")

    def close(self) -> None:
        """End the browser."""
        with contextlib.suppress(OSError):
            self._ask("Browser.close")
        os.close(self._out)
        os.close(self._in)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def show(self, page: str, width: int, *, dark: bool = False, before: str = "") -> None:
        """Load a page (HTML) in a window of this width; the script ``before`` runs first."""
        path = self._folder / "page.html"
        path.write_text(page, encoding="utf-8")
        wide = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self._ask("Emulation.setDeviceMetricsOverride", **wide)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        added = self._ask("Page.addScriptToEvaluateOnNewDocument", source=before)
        self.fetched, self.faults, self._loaded = [], [], False
        self._ask("Page.navigate", url=path.as_uri())
        while not self._loaded:
            self._take()
        self.fetched.remove(path.as_uri())
        self._ask("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        answer = self._ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            code = {"Tab": 9, "Enter": 13}.get(key, 0)
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self._ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                **text,
            )

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._take()
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result

    def _take(self) -> dict[str, Any]:
        """The next message; events are noted."""
        deadline = time.monotonic() + _PATIENCE
        while b"\0" not in self._rest:
            if not select.select([self._in], [], [], 1)[0]:
                assert time.monotonic() < deadline, "the browser does not answer"
                continue
            found = os.read(self._in, 1 << 20)
            assert found, "the browser has ended"
            self._rest += found
        text, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        method, params = message.get("method"), message.get("params", {})
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if not url.startswith("data:"):  # the font, which is in the page itself
                self.fetched.append(url)
        elif method == "Runtime.exceptionThrown":
            self.faults.append(json.dumps(params["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] == "error":
            self.faults.append(json.dumps(params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.faults.append(params["entry"]["text"])
        return message
