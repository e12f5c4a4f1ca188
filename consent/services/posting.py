"""Posting a webhook over the network: one address, looked up once and checked, and no redirects."""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.exceptions import SSLError as NotSecure
from urllib3.exceptions import TimeoutError as TimedOut

from consent.domain import targets
from consent.domain.targets import NotATarget, Target

# How long one step may take, and all of them together.
DIAL_SECONDS = 10.0
READ_SECONDS = 15.0
ALL_SECONDS = 20.0
MOST_READ = 4_096
MOST_SAID = 300
LONGEST_NUMBER = 7


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: the receiver's status, or why there was none."""

    status: int | None
    error: str
    took_ms: int
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, private_too: bool, seconds: float = 0
) -> Outcome:
    """Post once; whatever goes wrong is an outcome, and it ends in time."""
    longest = seconds or ALL_SECONDS
    began = time.monotonic()
    try:
        target = targets.target(url, private_too=private_too)
        address = _address(target, private_too=private_too)
        status, retry_after = _exchange(target, address, body, headers, longest)
    except NotATarget as refusal:
        return Outcome(None, str(refusal), _since(began))
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        is_late = time.monotonic() - began >= longest
        return Outcome(None, _said(error, is_late=is_late), _since(began))
    return Outcome(status, _meaning(status), _since(began), retry_after)


class _Dialling:
    """Connects to the address that was checked, whatever the name says by now; can be cut off."""

    address: str
    cut: socket.socket | None = None
    is_cut_off = False

    def dial(self, port: int, seconds: float) -> socket.socket:
        made = socket.create_connection((self.address, port), timeout=seconds)
        self.cut = socket.socket(fileno=os.dup(made.fileno()))
        return made

    def cut_off(self) -> None:
        """Ends whatever is under way: a receiver that drips bytes must not hold a worker."""
        self.is_cut_off = True
        if self.cut is not None:
            with suppress(OSError):
                self.cut.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        if self.cut is not None:
            self.cut.close()


class _Plain(_Dialling, HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return self.dial(self.port, DIAL_SECONDS)


class _Secure(_Dialling, HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return self.dial(self.port, DIAL_SECONDS)


def _address(target: Target, *, private_too: bool) -> str:
    """The address behind the name; every one that it has must be public."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotATarget(f"The name {target.host} is not known.") from error
    addresses = [str(row[4][0]) for row in found]
    for address in addresses if not private_too else ():
        targets.check_public(address)
    return addresses[0]


def _exchange(
    target: Target, address: str, body: bytes, headers: Mapping[str, str], seconds: float
) -> tuple[int, timedelta | None]:
    connection = _connection(target, min(seconds, READ_SECONDS))
    connection.address = address
    watch = threading.Timer(seconds, connection.cut_off)
    watch.start()
    try:
        connection.request(
            "POST", target.path, body=body, headers=dict(headers), preload_content=False
        )
        answer = connection.getresponse()
        if connection.is_cut_off:  # half a head looks like a whole one
            raise TimeoutError
        with suppress(HTTPError, OSError):
            answer.read(MOST_READ)
        return answer.status, _retry_after(answer.headers.get("Retry-After", ""))
    finally:
        watch.cancel()
        connection.close()
        connection.hang_up()


def _connection(target: Target, seconds: float) -> _Plain | _Secure:
    """Not connected yet; over TLS the certificate must be the name's, whatever the address."""
    if target.is_secure:
        context = ssl.create_default_context()
        return _Secure(target.host, target.port, timeout=seconds, ssl_context=context)
    return _Plain(target.host, target.port, timeout=seconds)


def _retry_after(written: str) -> timedelta | None:
    """How long the receiver asks to be left alone, in seconds; a date is not understood."""
    is_number = written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER
    return timedelta(seconds=int(written)) if is_number else None


def _said(error: Exception, *, is_late: bool) -> str:
    """What went wrong, in words that a tool's people can act on."""
    if is_late or isinstance(error, TimeoutError | TimedOut):
        return "No answer in time."
    if isinstance(error, ssl.SSLError | NotSecure):
        return f"The connection could not be secured: {error}"[:MOST_SAID]
    return f"The connection failed: {error}"[:MOST_SAID]


def _meaning(status: int) -> str:
    """Why a status is no success; empty where it is one."""
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"Answered {status}: redirects are not followed."
    return f"Answered {status}."


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
