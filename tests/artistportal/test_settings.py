"""The settings as a fresh process reads them from its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from artistportal import environment

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "a-key-for-this-test-that-is-fifty-letters-long-at-least-and-opens-nothing",
    "ALLOWED_HOSTS": "portal.example",
}
SHOW = """
import json
from artistportal import settings
print(json.dumps({name: getattr(settings, name) for name in NAMES}))
"""


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with these variables and nothing that the tests set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def read(*names: str, **variables: str) -> dict[str, Any]:
    shown = python("-c", SHOW.replace("NAMES", repr(names)), **variables)
    assert shown.returncode == 0, shown.stderr
    values: dict[str, Any] = json.loads(shown.stdout)
    return values


class TestProduction:
    def test_is_what_an_empty_environment_asks_for_and_needs_a_secret_key(self) -> None:
        refused = python("-c", "import artistportal.settings")

        assert refused.returncode != 0
        assert "Set SECRET_KEY, or DEBUG=1" in refused.stderr

    def test_passes_every_deployment_check(self) -> None:
        checked = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

        assert checked.returncode == 0, checked.stderr

    def test_never_shows_the_demo(self) -> None:
        assert read("DEBUG", "DEMO", DEMO="1", **PRODUCTION) == {"DEBUG": False, "DEMO": False}

    def test_allows_neither_inline_nor_evaluated_code(self) -> None:
        policy = read("CONTENT_SECURITY_POLICY", **PRODUCTION)["CONTENT_SECURITY_POLICY"]

        assert "unsafe" not in json.dumps(policy)

    def test_sends_cookies_over_tls_alone(self) -> None:
        names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")

        assert all(read(*names, **PRODUCTION).values())

    def test_tells_people_behind_a_proxy_apart(self) -> None:
        names = ("ALLAUTH_TRUSTED_PROXY_COUNT", "USE_X_FORWARDED_HOST")

        assert read(*names, BEHIND_PROXY="1", **PRODUCTION) == {
            "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
            "USE_X_FORWARDED_HOST": True,
        }


class TestTrial:
    def test_needs_one_variable(self) -> None:
        values = read("DEBUG", "DEMO", "SECURE_SSL_REDIRECT", DEBUG="1")

        assert values == {"DEBUG": True, "DEMO": False, "SECURE_SSL_REDIRECT": False}

    def test_shows_the_demo_where_asked(self) -> None:
        assert read("DEMO", DEBUG="1", DEMO="1") == {"DEMO": True}


class TestDatabase:
    def test_reads_a_server_with_its_port_and_options(self) -> None:
        entry = environment.database(
            "postgresql://portal:s%40cret@db.example:6432/portal?sslmode=require"
        )

        assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example", "6432", "portal")
        assert (entry["USER"], entry["PASSWORD"]) == ("portal", "s@cret")
        assert entry["OPTIONS"] == {"sslmode": "require"}

    def test_reads_a_file_whose_writers_queue(self) -> None:
        entry = environment.database("sqlite:////srv/portal.sqlite3")

        assert entry["NAME"] == Path("/srv/portal.sqlite3")
        assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"

    def test_refuses_what_it_does_not_know(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="sqlite:/// or postgresql://"):
            environment.database("mysql://localhost/portal")


class TestNumber:
    def test_refuses_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EMAIL_PORT", "smtp")

        with pytest.raises(ImproperlyConfigured, match="EMAIL_PORT is a whole number"):
            environment.number("EMAIL_PORT", 587)


class TestFlag:
    @pytest.mark.parametrize(
        ("value", "says"), [("1", True), ("yes", True), ("0", False), ("", False)]
    )
    def test_reads_yes_and_no(
        self, value: str, says: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DEBUG", value)

        assert environment.flag("DEBUG") is says
