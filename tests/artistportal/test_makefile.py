"""What `make` says to somebody whose machine lacks something."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def python_that(fails_at: str, folder: Path) -> Path:
    """A Python that fails when its program names this, and does nothing otherwise."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\ncase "$2" in *{fails_at}*) exit 1;; esac\n')
    program.chmod(0o755)
    return program


def make(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-f", str(ROOT / "Makefile"), *arguments],
        cwd=cwd,
        input="no\n",
        capture_output=True,
        text=True,
        check=False,
    )


class TestRun:
    @pytest.mark.parametrize(
        ("fails_at", "cure"),
        [
            ("version_info", "Python 3.11 or newer"),
            ("ensurepip", "apt install python3-venv"),
        ],
    )
    def test_says_what_is_missing_and_how_to_get_it(
        self, fails_at: str, cure: str, tmp_path: Path
    ) -> None:
        (tmp_path / "requirements.txt").touch()
        python = python_that(fails_at, tmp_path)

        answer = make("run", f"PYTHON={python}", cwd=tmp_path)

        assert answer.returncode != 0
        assert cure in answer.stdout
        assert not (tmp_path / ".venv").exists()


class TestReset:
    def test_throws_nothing_away_without_the_word(self, tmp_path: Path) -> None:
        (tmp_path / "var").mkdir()

        answer = make("reset", cwd=tmp_path)

        assert "Nothing was touched" in answer.stdout
        assert (tmp_path / "var").is_dir()

    def test_throws_the_data_away_with_it(self, tmp_path: Path) -> None:
        (tmp_path / "var").mkdir()

        make("reset", "SURE=yes", cwd=tmp_path)

        assert not (tmp_path / "var").exists()


class TestHelp:
    def test_names_every_word(self, tmp_path: Path) -> None:
        named = make("help", cwd=tmp_path).stdout

        assert all(f"make {word}" in named for word in ("run", "test", "check", "bench", "reset"))
