"""The parts a test may need, and how to get the ones that a machine lacks.

`python -m tests.parts postgresql` prints where the part is, or says how to get it and exits 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
import redis


class Missing(Exception):
    """The part is not on this machine; the message says how to get it."""


# Where a server of this machine listens: a socket as Debian lays it, one as others do, a port.
POSTGRESQL_SERVERS = (
    "postgresql:///{}?host=/var/run/postgresql",
    "postgresql:///{}",
    "postgresql://postgres@127.0.0.1:5432/{}",
)


@cache
def postgresql() -> str:
    """The URL for a database of the tests' own, on a server that lets this user make one."""
    named = os.environ.get("TEST_POSTGRESQL_URL")
    for server in [f"{named}/{{}}"] if named else POSTGRESQL_SERVERS:
        try:
            with psycopg.connect(server.format("postgres"), connect_timeout=30) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.OperationalError:
            continue
        if row and row[0]:
            return server.format("artistportal_suite")
    raise Missing(
        "PostgreSQL: apt install postgresql, then let this user make databases"
        " (createuser --createdb), or name a server in TEST_POSTGRESQL_URL=postgresql://user@host"
    )


@cache
def redis_server() -> str:
    """The URL of the Redis server on this machine."""
    server = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
    try:
        with redis.Redis.from_url(server) as client:
            client.ping()
    except redis.RedisError:
        raise Missing(
            "Redis: apt install redis-server, then start it (redis-server --daemonize yes)"
        ) from None
    return server


@contextmanager
def redis_database() -> Iterator[str]:
    """The URL of a database of Redis that nobody uses for the length of the block.

    The first key in an empty database says whose it is: of two processes one sets it.
    """
    for number in range(15, 0, -1):
        url = f"{redis_server()}/{number}"
        with redis.Redis.from_url(url) as client:
            if client.dbsize() == 0 and client.set("taken", "by a test", nx=True, ex=3600):
                try:
                    yield url
                finally:
                    client.flushdb()
                return
    raise Missing(
        "an empty database of Redis: 1 to 15 all hold something (redis-cli info keyspace)"
    )


@contextmanager
def rabbitmq_vhost(name: str) -> Iterator[str]:
    """The URL of a vhost of RabbitMQ that exists for the length of the block."""
    _rabbitmqctl("add_vhost", name)
    try:
        _rabbitmqctl("set_permissions", "-p", name, "guest", ".*", ".*", ".*")
        yield f"amqp://guest:guest@127.0.0.1:5672/{name}"
    finally:
        _rabbitmqctl("delete_vhost", name)


@cache
def rabbitmq() -> str:
    """Where RabbitMQ is administered from."""
    command = shutil.which("rabbitmqctl")
    if command:
        try:
            _rabbitmqctl("list_vhosts")
        except subprocess.SubprocessError:
            command = None
    if command is None:
        raise Missing(
            "RabbitMQ: apt install rabbitmq-server, start it (rabbitmq-server -detached), and run"
            " the tests as a user who may call rabbitmqctl"
        )
    return command


@cache
def chromium() -> str:
    """The browser's path."""
    command = shutil.which("chromium") or shutil.which("chromium-browser")
    if command is None:
        raise Missing("Chromium: apt install chromium")
    return command


PARTS: dict[str, Callable[[], str]] = {
    "postgresql": postgresql,
    "redis": redis_server,
    "rabbitmq": rabbitmq,
    "chromium": chromium,
}


def _rabbitmqctl(*arguments: str) -> None:
    subprocess.run(
        ["rabbitmqctl", "--quiet", *arguments], check=True, capture_output=True, timeout=300
    )


if __name__ == "__main__":
    try:
        sys.stdout.write(PARTS[sys.argv[1]]() + "\n")
    except Missing as missing:
        sys.exit(f"Not found here. {missing}")
