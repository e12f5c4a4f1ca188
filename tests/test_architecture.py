"""Promises about the shape of the code that no other tool keeps."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[1]
OURS = ("artistportal", "consent", "earnings", "tests", "bench")
SOURCES = {".py", ".js", ".css", ".html"}
MOST_LINES = 400
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
MACHINE_PATH = re.compile(r"(?:/home/|/Users/|/root/|/work/)[\w.]+")
NAMED_FILE = re.compile(
    r"[`(]((?:artistportal|consent|earnings|tests|docs|templates|static)/[\w./-]+\.\w+)"
)
NAMED_FUNCTION = re.compile(r"`((?:artistportal|consent|earnings)/[\w/]+\.py):(\w+)`")
REGISTRY = re.compile(
    r"https?://[^\s/\"'>)]*(?:pypi|pythonhosted|npmjs|registry|mirror|artifactory|nexus)",
    re.IGNORECASE,
)


def tracked() -> list[Path]:
    """The files of the repository that are on the disk."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def partials() -> list[Path]:
    """What htmx swaps; pieces of every page's frame and of the sign-in pages are only included."""
    templates = ROOT / "templates"
    return [
        path
        for path in templates.rglob("_*.html")
        if path.parent not in {templates, templates / "allauth" / "elements"}
    ]


class Roots(HTMLParser):
    """The elements at the top of a fragment: their tags and ids."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth == 0:
            self.found.append((tag, dict(attrs).get("id") or ""))
        if tag not in VOID:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.depth -= 1


def roots(template: str) -> list[tuple[str, str]]:
    parser = Roots()
    parser.feed(first_branches(template))
    return parser.found


def first_branches(template: str) -> str:
    """The markup with each choice's first branch for all: two are never there together."""
    kept: list[str] = []
    otherwise: list[bool] = []  # for each open block, whether its first branch is behind us
    uncommented = re.sub(r"{#.*?#}|{% comment.*?{% endcomment %}", "", template, flags=re.DOTALL)
    for piece in re.split(r"({%.*?%})", uncommented, flags=re.DOTALL):
        tag = piece[2:-2].split() if piece.startswith("{%") else []
        if not tag:
            kept += [] if any(otherwise) else [piece]
        elif tag[0] in {"if", "for"}:
            otherwise.append(False)
        elif tag[0] in {"elif", "else", "empty"} and otherwise:
            otherwise[-1] = True
        elif tag[0] in {"endif", "endfor"}:
            otherwise.pop()
    return "".join(kept)


class TestSources:
    def test_are_never_longer_than_400_lines(self) -> None:
        long = {
            name(path): lines
            for path in tracked()
            if path.suffix in SOURCES and "vendor" not in path.parts
            if (lines := text(path).count("\n")) > MOST_LINES
        }

        assert long == {}

    def test_name_no_package_registry_and_no_path_of_a_machine(self) -> None:
        told = {
            name(path): found.group()
            for path in tracked()
            if "vendor" not in path.parts and path != Path(__file__)
            if (found := REGISTRY.search(text(path)) or MACHINE_PATH.search(text(path)))
        }

        assert told == {}

    def test_leave_nothing_for_later(self) -> None:
        later = [
            name(path)
            for path in tracked()
            if path.suffix in SOURCES and "vendor" not in path.parts and path != Path(__file__)
            if re.search(r"\b(TODO|FIXME|XXX)\b", text(path))
        ]

        assert later == []


class TestPartials:
    def test_have_one_root_element_whose_id_is_the_files_name(self) -> None:
        wrong = {}
        for path in partials():
            expected = path.stem.removeprefix("_").replace("_", "-")
            found = roots(text(path))
            if [identity for _, identity in found] != [expected]:
                wrong[name(path)] = found

        assert wrong == {}

    def test_never_extend(self) -> None:
        extending = [name(path) for path in partials() if "{% extends" in text(path)]

        assert extending == []


class TestTemplates:
    def test_hold_no_script_and_no_style_of_their_own(self) -> None:
        inline = re.compile(
            r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(?:src=|application/json))"
        )

        wrong = [name(p) for p in (ROOT / "templates").rglob("*.html") if inline.search(text(p))]

        assert wrong == []


class TestMigrations:
    def test_have_speaking_names(self) -> None:
        loader = MigrationLoader(connection, ignore_no_migrations=True, load=False)
        loader.load_disk()

        silent = [
            f"{app}.{migration}"
            for app, migration in loader.disk_migrations
            if apps.get_app_config(app).name.split(".")[0] in OURS
            if re.search(r"_auto_|^\d+_(alter|remove|add|rename|delete)_\w+_and_more$", migration)
        ]

        assert silent == []

    @pytest.mark.django_db
    def test_are_all_made(self) -> None:
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)


class TestDocuments:
    def test_name_files_that_are_there(self) -> None:
        documents = [path for path in tracked() if path.suffix == ".md"]
        named = {
            (name(document), file)
            for document in documents
            for file in NAMED_FILE.findall(text(document))
        }

        missing = {(document, file) for document, file in named if not (ROOT / file).exists()}
        assert named
        assert not missing

    def test_name_functions_that_are_there(self) -> None:
        named = NAMED_FUNCTION.findall(text(ROOT / "docs" / "architecture.md"))

        missing = [
            (file, function)
            for file, function in named
            if not re.search(rf"^def {function}\(", text(ROOT / file), re.MULTILINE)
        ]
        assert named
        assert not missing
