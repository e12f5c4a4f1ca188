"""Receivers of webhooks on this machine: they answer as they are told to, and remember all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from consent.domain.webhooks import verify


@dataclass
class Receiver:
    """A tool's side. `answer` is the status, or a manner of not answering."""

    answer: int | str = 204
    retry_after: str = ""
    secret: str = ""
    server: ThreadingHTTPServer | None = None
    arrivals: list[tuple[dict[str, str], str]] = field(default_factory=list)
    requests: int = 0

    @property
    def url(self) -> str:
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_port}/hooks"

    @property
    def ids(self) -> list[str]:
        """The message ids in the order of arrival, each as often as it was taken."""
        return [headers["webhook-id"] for headers, _ in self.arrivals]

    @property
    def notices(self) -> list[str]:
        """The codes that arrived, the first time of each, as an idempotent receiver keeps them."""
        return list(dict.fromkeys(json.loads(body)["data"]["notice"] for _, body in self.arrivals))

    def check(self, now: datetime) -> None:
        """Every message can be verified with the secret."""
        for headers, body in self.arrivals:
            verify(headers, body, [self.secret], now)


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        receiver = self.receiver
        receiver.requests += 1
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = receiver.answer
        if answer == "close":
            self.close_connection = True
            return
        if answer == "hang":
            time.sleep(3)
            return
        if answer == "drip":
            self._drip()
            return
        if answer == "slow":
            time.sleep(0.3)
            answer = 200
        if isinstance(answer, int) and answer < 300:
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.arrivals.append((headers, body))
        self._answer(int(answer))

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{self.receiver.url}/elsewhere")
        if self.receiver.retry_after:
            self.send_header("Retry-After", self.receiver.retry_after)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(100):
                self.wfile.write(f"X-{number}: more\r\n".encode())
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_said: object) -> None:
        """Says nothing."""


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    """A receiver that listens for the length of the block."""
    made = Receiver()
    handler = type("Handler", (_Handler,), {"receiver": made})
    made.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    made.server.daemon_threads = True
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
