"""A hub on this computer that answers like Hugging Face, and misbehaves in every way a network does."""

from __future__ import annotations

import hashlib
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WEIGHTS = "open_clip_model.safetensors"
SIGN_IN = b"<!DOCTYPE html><html><body>Welcome to the hotel</body></html>"


@dataclass
class Fault:
    """What goes wrong with a file. Bytes are counted from the beginning of an answer's body; `times` it happens, then
    all is well; -1 for ever."""

    status: int | None = None
    retry_after: str | None = None
    location: str | None = None
    body: bytes | None = None
    content_type: str = "application/octet-stream"
    length: int | str | None = None
    """Content-Length; "" for none."""
    breaks_after: int | None = None
    resets: bool = False
    hangs_after: int | None = None
    times: int = -1


class FaultyHub(ThreadingHTTPServer):
    """`files` by name; `faults` by name. Weights come by a redirect that announces their SHA-256.

    `sent` counts the bytes of bodies by name, `asked` has (path, Range) of every request.
    """

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.files = dict(files)
        self.faults: dict[str, Fault] = {}
        self.sent: Counter[str] = Counter()
        self.asked: list[tuple[str, str | None]] = []
        self.has_ranges = True
        self.has_etags = True
        self.heeds_if_range = True
        self.announces_sha256 = True
        self.released = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fault_of(self, name: str) -> Fault:
        fault = self.faults.get(name, Fault())
        if fault.times == 0:
            return Fault()
        fault.times -= 1
        return fault

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


@contextmanager
def running_hub(files: dict[str, bytes]) -> Iterator[FaultyHub]:
    with FaultyHub(files) as hub:
        thread = threading.Thread(target=hub.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield hub
        finally:
            hub.released.set()
            hub.shutdown()
            thread.join()


class _Answers(BaseHTTPRequestHandler):
    server: FaultyHub

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        hub = self.server
        hub.asked.append((self.path, self.headers.get("Range")))
        name = self.path.rpartition("/")[2]
        content = hub.files.get(name)
        if content is not None and name == WEIGHTS and hub.announces_sha256 and "/storage/" not in self.path:
            self.send_response(302)
            self.send_header("Location", f"/storage/{name}")
            self.send_header("X-Linked-Etag", f'"{hashlib.sha256(content).hexdigest()}"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        fault = hub.fault_of(name)
        if fault.status is not None or content is None:
            self.send_response(fault.status or 404)
            for header, value in (("Retry-After", fault.retry_after), ("Location", fault.location)):
                if value is not None:
                    self.send_header(header, value)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._answer(name, content, fault)

    def _answer(self, name: str, content: bytes, fault: Fault) -> None:
        etag = f'"{hashlib.md5(content).hexdigest()}"'
        start = self._start(content, etag)
        if start is None:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.end_headers()
            return
        body = content[start:] if fault.body is None else fault.body
        if start and fault.body is None:
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Type", fault.content_type)
        if self.server.has_etags:
            self.send_header("ETag", etag)
        if fault.length != "":
            self.send_header("Content-Length", str(len(body) if fault.length is None else fault.length))
        self.end_headers()
        self._send(name, body, fault)

    def _start(self, content: bytes, etag: str) -> int | None:
        """The byte to begin with; None if there is no such byte."""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked is None or not self.server.has_ranges:
            return 0
        if self.server.heeds_if_range and self.headers.get("If-Range", etag) != etag:
            return 0
        return int(asked[1]) if int(asked[1]) < len(content) else None

    def _send(self, name: str, body: bytes, fault: Fault) -> None:
        ends = fault.breaks_after if fault.breaks_after is not None else fault.hangs_after
        part = body[:ends]
        self.server.sent[name] += len(part)
        self.wfile.write(part)
        if fault.hangs_after is not None:
            self.server.released.wait(20)
        if fault.resets:
            # The kernel answers what is still to come with RST, instead of an orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
