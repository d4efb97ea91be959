"""Drive a headless Chromium over its DevTools pipe: no driver, no server, no dependency."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

__all__ = ["Browser", "BrowserFault", "find_chromium"]

Json = dict[str, Any]  # the protocol's messages: their fields differ by method

# Chromium reads commands from descriptor 3 and answers on 4
_LAUNCH = (
    "import fcntl, os, sys\n"
    "read, write = (fcntl.fcntl(int(n), fcntl.F_DUPFD, 10) for n in sys.argv[1:3])\n"
    "os.dup2(read, 3); os.dup2(write, 4); os.execv(sys.argv[3], sys.argv[3:])"
)


class BrowserFault(RuntimeError):  # noqa: N818 - named as the project's other faults
    """The browser did not start, did not answer in time, or the page's script raised."""


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, or ``None``."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


class Browser:
    """One headless Chromium with one page.

    Parameters
    ----------
    width, height
        Size of the page in CSS pixels.
    timeout
        Seconds after which an answer is overdue.
    """

    def __init__(self, width: int = 1600, height: int = 1000, timeout: float = 60.0) -> None:
        path = find_chromium()
        if path is None:
            message = "no Chromium is installed"
            raise BrowserFault(message)
        self._timeout = timeout
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        child_read, self._write = os.pipe()
        self._read, child_write = os.pipe()
        flags = [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--mute-audio",
            "--disable-dev-shm-usage", "--remote-debugging-pipe", "--no-first-run",
            f"--user-data-dir={self._profile.name}", f"--window-size={width},{height}",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, str(child_read), str(child_write), path, *flags],
            pass_fds=(child_read, child_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(child_read)
        os.close(child_write)
        self._buffer = b""
        self._number = 0
        self._session = ""
        self.faults: list[str] = []
        """What the page's console reported as an error."""
        self._attach(width, height)

    def _attach(self, width: int, height: int) -> None:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        answer = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = str(answer["sessionId"])
        for domain in ("Page", "Runtime", "Log", "Performance"):
            self.call(f"{domain}.enable")
        self.resize(width, height)

    def __enter__(self) -> Self:
        """Return the browser."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the browser and delete its profile."""
        os.close(self._write)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        self._profile.cleanup()

    def call(self, method: str, **parameters: object) -> Json:
        """Send a command and return its result.

        Raises
        ------
        BrowserFault
            If the browser refuses the command or does not answer in time.
        """
        self._number += 1
        message: Json = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        limit = time.monotonic() + self._timeout
        while True:
            answer = self._message(limit)
            if answer.get("id") == self._number:
                break
            self._notice(answer)
        if "error" in answer:
            message_text = f"{method}: {answer['error']['message']}"
            raise BrowserFault(message_text)
        return dict(answer["result"])

    def _message(self, limit: float) -> Json:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0.0, limit - time.monotonic()))
            chunk = os.read(self._read, 1 << 20) if ready else b""
            if not chunk:
                message = f"no answer from the browser within {self._timeout:.0f} s"
                raise BrowserFault(message)
            self._buffer += chunk
        raw, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(raw))

    def _notice(self, event: Json) -> None:
        details = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            thrown = details["exceptionDetails"]
            self.faults.append(thrown.get("exception", {}).get("description", thrown["text"]))
        elif event.get("method") == "Log.entryAdded" and details["entry"]["level"] == "error":
            self.faults.append(details["entry"]["text"])

    def resize(self, width: int, height: int, *, scheme: str = "light") -> None:
        """Set the size of the page and the colour scheme it is asked for."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)  # fmt: skip
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", features=[feature])

    def open(self, page: Path) -> float:
        """Open a report and return the seconds until its first chart is drawn."""
        begin = time.monotonic()
        self.call("Page.navigate", url=page.resolve().as_uri())
        self.wait("document.documentElement?.dataset.state")
        return time.monotonic() - begin

    def run(self, script: str) -> Any:  # whatever the script returns
        """Return the value of a JavaScript expression, awaited."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True,
                           returnByValue=True)  # fmt: skip
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserFault(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        limit = time.monotonic() + self._timeout
        while not self.run(f"!!({condition})"):
            if time.monotonic() > limit:
                message = f"still not true after {self._timeout:.0f} s: {condition}"
                raise BrowserFault(message)
            time.sleep(0.02)

    def mouse(self, kind: str, x: float, y: float, **more: object) -> None:
        """Send ``mousePressed``, ``mouseMoved``, ``mouseReleased`` or ``mouseWheel``."""
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def click(self, x: float, y: float) -> None:
        """Click at a point of the window."""
        self.mouse("mouseMoved", x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, x, y, button="left", clickCount=1)

    def busy(self) -> float:
        """Return the seconds the page's main thread has worked so far."""
        metrics = self.call("Performance.getMetrics")["metrics"]
        return float(next(row["value"] for row in metrics if row["name"] == "TaskDuration"))

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Save what the window shows, or the whole page, as PNG."""
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    def print(self, path: Path) -> None:
        """Save the page as PDF, as its print style has it."""
        answer = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        path.write_bytes(base64.b64decode(answer["data"]))
