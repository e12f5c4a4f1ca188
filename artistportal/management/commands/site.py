"""The whole site on this machine: web server, worker and beat, started and ended together."""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import sys
import time
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from artistportal.demo import people
from artistportal.processes import ProcessGroup

READY_WITHIN = 60.0
FINISH_WITHIN = 60.0
# In a trial, Celery warns of DEBUG's query log (Django's fixup empties it after each task).
PYTHON = [sys.executable, "-W", "ignore:Using settings.DEBUG"]


class Command(BaseCommand):
    help = "Serves the site with a Celery worker and beat beside it; Ctrl-C ends all three."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        check_is_free(host, port)
        os.umask(0o077)  # the database and the files are nobody else's on this machine
        signal.signal(signal.SIGTERM, interrupt)
        signal.signal(signal.SIGINT, interrupt)
        children = ProcessGroup()
        try:
            for name, arguments in programs(host, port):
                children.start(name, arguments)
            self.wait_until_ready(children, host, port)
            self.greet(port)
            self.wait_until_one_stops(children)
        except KeyboardInterrupt:
            self.stdout.write("\nLetting running tasks finish (Ctrl-C again to stop at once) …")
        finally:
            children.end(within=FINISH_WITHIN)
        self.stdout.write("Stopped.")

    def wait_until_ready(self, children: ProcessGroup, host: str, port: int) -> None:
        until = time.monotonic() + READY_WITHIN
        while not answers(host, port):
            refuse_stopped(children)
            if time.monotonic() > until:
                raise CommandError(f"The web server did not answer within {READY_WITHIN:.0f} s.")
            time.sleep(0.1)

    def wait_until_one_stops(self, children: ProcessGroup) -> NoReturn:
        while True:
            refuse_stopped(children)
            time.sleep(0.5)

    def greet(self, port: int) -> None:
        self.stdout.write(f"\nArtist Portal is at http://127.0.0.1:{port}/  (Ctrl-C stops it)\n")
        for line in people.sign_ins() if settings.DEMO else []:
            self.stdout.write(f"  {line}")
        self.stdout.flush()


def programs(host: str, port: int) -> list[tuple[str, list[str]]]:
    """The three programs by name, as their command lines."""
    web = ["gunicorn", "artistportal.wsgi", f"--bind={host}:{port}", "--no-control-socket"]
    web += ["--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=20"]
    celery = ["celery", "--quiet", "-A", "artistportal"]
    worker = [*celery, "worker", "-c", "2", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--pidfile=", f"--schedule={settings.DATA_DIR / 'beat-schedule'}"]
    return [
        ("web server", [*PYTHON, "-m", *web, f"--log-level={settings.LOG_LEVEL.lower()}"]),
        ("worker", [*PYTHON, "-m", *worker]),
        ("beat", [*PYTHON, "-m", *beat]),
    ]


def check_is_free(host: str, port: int) -> None:
    """Refuses a port that another program has, before anything starts."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(cure(error, port)) from error


def cure(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 10
        return f"Port {port} is taken by another program. Choose another: make run PORT={other}"
    return f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT=8010"


def answers(host: str, port: int) -> bool:
    """Whether the site answers at all; what it answers is not ours to judge."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": "localhost"})
        connection.getresponse().read()
    except OSError:
        return False
    else:
        return True
    finally:
        connection.close()


def refuse_stopped(children: ProcessGroup) -> None:
    stopped = children.first_stopped()
    if stopped:
        raise CommandError(
            f"The {stopped.name} stopped by itself (status {stopped.status}); its last lines are"
            " above. The rest was stopped too."
        )


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """Ctrl-C and a polite kill end the site in the same way."""
    raise KeyboardInterrupt
