"""Content-Usage as the drafts read it: values, combining, and robots.txt."""

from __future__ import annotations

from typing import Any

import http_sf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.domain.signals import aipref, robots, structured_fields
from consent.domain.signals.aipref import Preference

ALLOW, DISALLOW, UNKNOWN = Preference.ALLOW, Preference.DISALLOW, Preference.UNKNOWN

# The example of draft-ietf-aipref-attach.
ROBOTS = """
User-Agent: *
Allow: /
Disallow: /never/
Content-Usage: train-ai=n
Content-Usage: /ai-ok/ train-ai=y
"""


def train_ai(text: str) -> Preference:
    return aipref.parse(text)["train-ai"]


class TestParse:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("train-ai=n", DISALLOW),
            ("train-ai=y", ALLOW),
            ("train-ai=n, search=y", DISALLOW),
            ("search=y", UNKNOWN),
            ("", UNKNOWN),
            ("train-ai", UNKNOWN),
            ('train-ai="n"', UNKNOWN),
            ("train-ai=?0", UNKNOWN),
            ("train-ai=maybe", UNKNOWN),
            ("train-ai=(n)", UNKNOWN),
            ("TRAIN-AI=n", UNKNOWN),
            ("Train-AI=n", UNKNOWN),
            ("train-ai=n;exception=research", DISALLOW),
            ("unknown=y, train-ai=n", DISALLOW),
            ("train-ai=y, train-ai=n", DISALLOW),
            ("train-ai=n, train-ai=y", ALLOW),
            ("train-ai=n,", UNKNOWN),
            ("train-ai=n search=y", UNKNOWN),
            ("train-ai=ñ", UNKNOWN),
        ],
    )
    def test_reads_a_value_as_the_vocabulary_does(self, text: str, said: Preference) -> None:
        assert train_ai(text) is said

    @given(st.text(alphabet='atz*-_.=,; \t"\\()?01y@%né', max_size=24))
    def test_understands_the_dictionaries_that_a_library_understands(self, text: str) -> None:
        try:
            found: Any = http_sf.parse(text.encode(), tltype="dictionary")
        except ValueError:
            with pytest.raises(structured_fields.Malformed):
                structured_fields.tokens(text)
            return

        tokens = {
            key: str(value) if isinstance(value, http_sf.Token) else None
            for key, (value, _) in found.items()
        }
        assert structured_fields.tokens(text) == tokens


class TestCombine:
    @pytest.mark.parametrize(
        ("statements", "said"),
        [
            (["train-ai=y", "train-ai=n"], DISALLOW),
            (["train-ai=n", "train-ai=n"], DISALLOW),
            (["train-ai=y", "search=n"], ALLOW),
            (["search=n", ""], UNKNOWN),
            ([], UNKNOWN),
        ],
    )
    def test_lets_any_no_decide_and_then_any_yes(
        self, statements: list[str], said: Preference
    ) -> None:
        assert aipref.combine(map(aipref.parse, statements))["train-ai"] is said


class TestRobots:
    @pytest.mark.parametrize(
        ("path", "is_crawlable", "said"),
        [
            ("/test", True, DISALLOW),
            ("/never/test", False, UNKNOWN),
            ("/ai-ok/test", True, ALLOW),
        ],
    )
    def test_reads_the_example_of_the_draft(
        self, path: str, is_crawlable: bool, said: Preference
    ) -> None:
        reading = robots.read(ROBOTS, path)

        assert reading.is_crawlable is is_crawlable
        assert reading.preferences["train-ai"] is said

    def test_combines_equal_paths_restrictively(self) -> None:
        text = "User-Agent: *\nContent-Usage: /a train-ai=y\nContent-Usage: /a train-ai=n # no\n"

        assert robots.read(text, "/a/b").preferences["train-ai"] is DISALLOW

    def test_leaves_aside_what_is_said_to_others(self) -> None:
        text = "User-Agent: Other\nContent-Usage: train-ai=y\n\nUser-Agent: *\nAllow: /\n"

        assert robots.read(text, "/").preferences["train-ai"] is UNKNOWN

    def test_writes_a_file_that_opens_published_pages_alone(self) -> None:
        text = robots.text(["/p/"], "/p/", "https://portal.example/license.xml")

        assert robots.read(text, "/consent/").is_crawlable is False
        assert robots.read(text, "/p/ana/").is_crawlable is True
        assert robots.read(text, "/p/ana/").preferences["train-ai"] is DISALLOW
        assert "\n\nLicense: https://portal.example/license.xml\n" in text
