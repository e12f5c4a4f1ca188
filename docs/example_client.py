"""A tool's side of the API in one file: ask, keep a copy fresh, hear decisions, report uses.

Take it as it is or as a pattern. It needs Python 3.11 and `cryptography`, nothing of the site's.

    export PORTAL=https://portal.example PORTAL_KEY=ap…_…
    python example_client.py ask training DE ISRC:GBAYE0601498
    python example_client.py follow copy.json          # begins, or goes on where it stopped
    python example_client.py report october.tsv

docs/api.md, docs/notices.md and docs/usage-report.md say what stands behind each call.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOLERANCE_S = 300
Json = dict[str, Any]


class Refused(Exception):
    """The site said no: its problem document says what is wrong, and how to cure it."""

    def __init__(self, problem: Json) -> None:
        self.problem = problem
        super().__init__(f"{problem['title']}: {problem['detail']}")


class Portal:
    """The API, called with one key."""

    def __init__(self, site: str, key: str) -> None:
        self.site = site.rstrip("/")
        self._key = key

    def ask(self, use: str, territory: str, works: list[str]) -> dict[str, Json]:
        """What holds now for each work; only the status `cleared` lets a tool do anything."""
        question = {"use": use, "territory": territory, "works": works}
        told = self._json("POST", "/clearances", question)
        return {answer["work"]: answer for answer in told["answers"]}

    def snapshot(self, every_s: float = 2) -> tuple[Json, Iterator[Json]]:
        """The newest snapshot, waited for while it is being made: what it is, and its lines."""
        told = self._json("GET", "/snapshot")
        while told["state"] not in ("done", "failed"):
            time.sleep(every_s)
            told = self._json("GET", f"/snapshots/{told['id']}")
        packed = self._call("GET", f"/snapshots/{told['id']}/file")
        if hashlib.sha256(packed).hexdigest() != told["sha256"]:
            raise ValueError("The file is not the one that was announced; fetch it again.")
        return told, map(json.loads, gzip.decompress(packed).splitlines())

    def changes(self, after: str) -> Json:
        return self._json("GET", f"/changes?{urlencode({'after': after})}")

    def notices(self, after: int = 0) -> Json:
        """Decisions in their order, for tools that would rather ask than be told."""
        return self._json("GET", f"/notices?after={after}")

    def acknowledge(self, notice: int, state: str = "enforced") -> Json:
        """Say that a decision is known (`acknowledged`), or that it is obeyed (`enforced`)."""
        return self._json("POST", f"/notices/{notice}/acknowledge", {"state": state})

    def report(self, name: str, content: bytes) -> Json:
        """Send a usage report; the same bytes again change nothing."""
        path = f"/usage-reports?{urlencode({'file_name': name})}"
        told: Json = json.loads(self._call("POST", path, content, "application/octet-stream"))
        return told

    def report_state(self, number: str) -> Json:
        """How far the report is, and every problem in it with its line and its cure."""
        return self._json("GET", f"/usage-reports/{number}")

    def keys(self) -> list[Ed25519PublicKey]:
        """The site's public keys; keep them, and fetch them again when no signature matches."""
        with urlopen(f"{self.site}/.well-known/jwks.json", timeout=15) as response:
            return [
                Ed25519PublicKey.from_public_bytes(_b64url(k["x"]))
                for k in json.load(response)["keys"]
            ]

    def _json(self, method: str, path: str, said: Json | None = None) -> Json:
        body = None if said is None else json.dumps(said).encode()
        told: Json = json.loads(self._call(method, path, body))
        return told

    def _call(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> bytes:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": kind}
        request = Request(f"{self.site}/api/v1{path}", body, headers, method=method)
        try:
            with urlopen(request, timeout=60) as response:
                answer: bytes = response.read()
                return answer
        except HTTPError as refusal:
            if refusal.code == 429:  # too often: the answer says when to come again
                time.sleep(int(refusal.headers["Retry-After"]))
                return self._call(method, path, body, kind)
            raise Refused(json.load(refusal)) from refusal


class Copy:
    """All clearances of the tool, kept fresh; asked here, it needs no call at all."""

    def __init__(self, cursor: str = "", rows: dict[str, Json] | None = None) -> None:
        self.cursor = cursor
        self._rows = rows or {}
        self._ids = {row["work"]: id_ for id_, row in self._rows.items()}

    def follow(self, portal: Portal) -> float:
        """Catch up, from wherever the copy stands; says in how many seconds to ask again."""
        while True:
            if not self.cursor:
                self._begin(portal)
            told = portal.changes(self.cursor)
            if any(change["takes_snapshot"] for change in told["changes"]):
                self.cursor = ""  # too much changed for rows
                continue
            for change in told["changes"]:
                self._take(change["rows"])
            self.cursor = told["cursor"]  # only now: what was not taken is told again
            if not told["has_more"]:
                return float(told["poll_after_s"])

    def is_cleared(self, work: str, use: str, territory: str, at: datetime) -> bool:
        """Whether the use is cleared; a work that no row tells of is not."""
        if work not in self._ids:
            return False
        parts = self._rows[self._ids[work]]["uses"][use]
        if territory == "Worldwide":
            return all(_holds(part, at) for part in parts)
        named = [part for part in parts if territory in (part["territories"] or ())]
        elsewhere = [part for part in parts if part["territories"] is None]
        return _holds((named or elsewhere)[0], at)

    def save(self, file: Path) -> None:
        """Rows and cursor together, in one step, so that a crash leaves the old ones."""
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps({"cursor": self.cursor, "rows": self._rows}))
        beside.replace(file)

    @classmethod
    def load(cls, file: Path) -> Copy:
        return cls(**json.loads(file.read_text())) if file.exists() else cls()

    def _begin(self, portal: Portal) -> None:
        told, lines = portal.snapshot()
        self._rows, self._ids = {}, {}
        standings: dict[int, list[Json]] = {}
        for line in lines:
            if "standing" in line:
                standings[line["standing"]] = line["parts"]
            elif "id" in line:
                uses = {use: standings[number] for use, number in line["uses"].items()}
                self._take([{**line, "uses": uses}])
        self.cursor = told["cursor"]

    def _take(self, rows: list[Json]) -> None:
        for row in rows:
            before = self._rows.get(row["id"])
            if before and self._ids.get(before["work"]) == row["id"]:
                del self._ids[before["work"]]
            self._rows[row["id"]] = row
            self._ids[row["work"]] = row["id"]


class Inbox:
    """Takes webhooks: believes only what is signed, and hears each message once."""

    def __init__(self, portal: Portal, secret: str = "") -> None:
        self._portal = portal
        self._secret = secret
        self._keys: list[Ed25519PublicKey] = []
        self._heard: set[str] = set()  # keep it in your database: a message may come days later

    def take(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Json | None:
        """The message, or None where it came before; raises ValueError where it is not believed.

        `headers` have their names in lower case. Answer 2xx for both, then work.
        """
        id_, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        if abs(now.timestamp() - int(stamp)) > TOLERANCE_S:
            raise ValueError("The message is older or newer than five minutes.")
        signed = f"{id_}.{stamp}.".encode() + body
        if not any(map(self._matches(signed), headers["webhook-signature"].split())):
            raise ValueError("No signature matches.")
        if id_ in self._heard:
            return None
        self._heard.add(id_)
        message: Json = json.loads(body)
        return message

    def _matches(self, signed: bytes) -> Callable[[str], bool]:
        def matches(signature: str) -> bool:
            version, _, value = signature.partition(",")
            given = base64.b64decode(value)
            if version == "v1" and self._secret:  # the secret that you and the site share
                key = base64.b64decode(self._secret.removeprefix("whsec_"))
                return hmac.compare_digest(hmac.digest(key, signed, "sha256"), given)
            if version == "v1a":  # the site's own key, which everybody can check
                self._keys = self._keys or self._portal.keys()
                return any(_is_signed(key, given, signed) for key in self._keys)
            return False

        return matches


def _is_signed(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _holds(part: Json, at: datetime) -> bool:
    """Whether the part is cleared at a moment: its last span that has begun says so."""
    begun = [span for span in part["spans"] if datetime.fromisoformat(span["from"]) <= at]
    return bool(begun) and begun[-1]["status"] == "cleared"


def _b64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def main(command: str, *said: str) -> None:
    """What the module's docstring shows."""
    portal = Portal(os.environ["PORTAL"], os.environ["PORTAL_KEY"])
    if command == "ask":
        use, territory, *works = said
        for work, answer in portal.ask(use, territory, works).items():
            print(work, answer["status"], *answer["reasons"])
    elif command == "report":
        file = Path(said[0])
        told = portal.report(file.name, file.read_bytes())
        print(told["number"], told["detail"])
    elif command == "follow":
        file = Path(said[0])
        copy = Copy.load(file)
        while True:
            wait_s = copy.follow(portal)
            copy.save(file)
            print(datetime.now(UTC).isoformat(timespec="seconds"), "fresh at", copy.cursor)
            time.sleep(wait_s)


if __name__ == "__main__":
    main(*sys.argv[1:])
