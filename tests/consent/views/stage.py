"""An artist with works and tools that have licences for them, as the pages see it."""

from __future__ import annotations

from html.parser import HTMLParser

from django.test import Client

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, OrganisationMember, Work
from artistportal.roster.services import works
from consent.models import Terms, Tool
from consent.services import tools
from tests.factories.accounts import support
from tests.factories.consent import LicenceFactory, TermsFactory, ToolFactory
from tests.factories.roster import (
    BEFORE,
    ArtistMemberFactory,
    CompositionFactory,
    CreditFactory,
    MandateFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
    VoiceFactory,
)


class Stage:
    """Ana, her label and its rep, her voice, `count` recordings, and a tool licensed for all."""

    def __init__(self, count: int = 2, tool: str = "Ossilune") -> None:
        self.owner = ArtistMemberFactory.create(artist__name="Ana Sol", user__name="Ana Sol")
        self.artist: Artist = self.owner.artist
        self.label = OrganisationFactory.create(name="Northlight")
        self.tool: Tool = ToolFactory.create(name=tool)
        tools.release(tool=self.tool, name="v2", released_date=BEFORE.date(), by=support())
        self.terms: Terms = TermsFactory.create(
            licence=LicenceFactory.create(tool=self.tool, organisation=self.label)
        )
        VoiceFactory.create(artist=self.artist, rights_holder=self.label)
        self.works: list[Work] = [self._recording() for _ in range(count)]
        SigningFactory.create(artist=self.artist, organisation=self.label)

    def _recording(self) -> Work:
        recording: Work = RecordingFactory.create(rights_holder=self.label)
        song: Work = CompositionFactory.create(rights_holder=self.label)
        works.contain(recording=recording, compositions=[song], by=support(), now=BEFORE)
        CreditFactory.create(work=recording, artist=self.artist)
        CreditFactory.create(work=song, artist=self.artist, role=CreditRole.WRITER)
        return recording

    def rep(self) -> OrganisationMember:
        """Somebody of the label who may decide training of Ana's recordings."""
        MandateFactory.create(
            artist=self.artist,
            organisation=self.label,
            uses=frozenset({Use.TRAINING, Use.DISCOVERY}),
        )
        member: OrganisationMember = OrganisationMemberFactory.create(
            organisation=self.label, user__name="Tom Reed"
        )
        return member

    def client(self) -> Client:
        browser = Client()
        browser.force_login(self.owner.user)
        return browser


class Fields(HTMLParser):
    """What a page's one POST form would send, and what a person could fill in there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.visible: list[str] = []
        self.action = ""
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = found.get("action", "").endswith("/decide/")
            self.action = found["action"] if self._inside else self.action
        elif tag == "input" and self._inside and found.get("name") != "csrfmiddlewaretoken":
            if found.get("type") == "hidden":
                self.hidden[found["name"]] = found.get("value", "")
            else:
                self.visible.append(found["name"])
