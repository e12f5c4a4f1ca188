"""A small world in the database that changes at random: catalogue, agreements, decisions, time."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Credit, Organisation, Work
from artistportal.roster.services import mandates
from consent.models import Licence, Terms, Tool
from consent.services import changes, decisions, footings, licences
from tests.factories.accounts import support
from tests.factories.consent import LicenceFactory, TermsFactory, ToolFactory, owner_of
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    CompositionFactory,
    MandateFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    VoiceFactory,
)

TERRITORIES = ("DE", "FR", "US")


class World:
    """Three artists, two organisations, two tools and a few works that share songs and voices."""

    def __init__(self) -> None:
        self.now = NOW
        self.random = random.Random(0)
        self.artists: list[Artist] = ArtistFactory.create_batch(3)
        self.organisations: list[Organisation] = OrganisationFactory.create_batch(2)
        self.tools: list[Tool] = ToolFactory.create_batch(2)
        self.mandates = [
            MandateFactory.create(artist=artist, organisation=self.organisations[0], from_at=NOW)
            for artist in self.artists[:2]
        ]
        self.editor = OrganisationMemberFactory.create(organisation=self.organisations[0]).user
        one, other = self.organisations
        songs = CompositionFactory.create_batch(2, rights_holder=other)
        recordings = RecordingFactory.create_batch(4, rights_holder=one)
        self.works: list[Work] = [*recordings, *songs]
        for recording in recordings[:3]:
            recording.compositions.add(songs[0])
        for place, work in enumerate(self.works):
            self._credit(work, self.artists[place % 3], CreditRole.MAIN_ARTIST)
        self._credit(recordings[0], self.artists[1], CreditRole.VOCALIST)
        for tool in self.tools:
            for organisation in self.organisations:
                licence = LicenceFactory.create(tool=tool, organisation=organisation)
                TermsFactory.create(licence=licence, notice_days=self.random.choice([0, 2]))

    def change(self, kind: str, seed: int) -> None:
        """Let one thing happen; what may not be is left undone."""
        self.random = random.Random(seed)
        act: Callable[[], object] = getattr(self, f"_{kind}")
        try:
            act()
        except (decisions.NotToBeSaid, licences.NotToBeSigned, PermissionDenied):
            return

    @property
    def moments(self) -> list[datetime]:
        """Moments worth asking about: now, and before."""
        return [self.now, self.now - timedelta(days=1), NOW]

    def _decide(self) -> None:
        pick = self.random.choice
        artist, is_yes = pick(self.artists), pick([True, True, False])
        terms = pick(list(Terms.objects.order_by("-pk")[:4]))
        theirs = [*Work.objects.filter(credits__artist=artist).distinct().order_by("pk")]
        under_mandate = pick([False, False, True])
        choice = decisions.Choice(
            is_yes=is_yes,
            work=pick([None, *theirs]),
            tool=terms.licence.tool if is_yes else pick([None, *self.tools]),
            use=pick([None, Use.TRAINING, Use.VOICE, Use.ANALYSIS]),
            territories=pick([None, None, frozenset({"DE"}), frozenset({"DE", "FR"})]),
            terms=terms if is_yes else None,
            reaches_later_works=pick([True, False]) if is_yes else False,
            ends_at=pick([None, None, self.now + timedelta(days=2)]) if is_yes else None,
        )
        decisions.record(
            by=self.editor if under_mandate else owner_of(artist),
            artist=artist,
            choice=choice,
            now=self.now,
            organisation=self.organisations[0] if under_mandate else None,
        )

    def _catalogue(self) -> None:
        pick = self.random.choice
        work, artist = pick(self.works), pick(self.artists)
        what = pick(["credit", "consent", "remove", "rights", "song", "voice", "new", "identifier"])
        if what == "credit" and work.kind != WorkKind.VOICE:
            self._credit(work, artist, pick([CreditRole.MAIN_ARTIST, CreditRole.VOCALIST]))
        elif what == "consent":
            Credit.objects.filter(work=work, artist=artist).update(
                holds_consent=pick([True, False])
            )
        elif what == "remove":
            Credit.objects.filter(work=work, artist=artist).exclude(role="voice").delete()
        else:
            getattr(self, f"_change_{what}", lambda *_: None)(work, artist)

    def _change_rights(self, work: Work, _artist: Artist) -> None:
        Work.objects.filter(pk=work.pk).update(rights_holder=self.random.choice(self.organisations))

    def _change_song(self, work: Work, _artist: Artist) -> None:
        song = self.random.choice([w for w in self.works if w.kind == WorkKind.COMPOSITION])
        if work.kind == WorkKind.RECORDING:
            self.random.choice([work.compositions.add, work.compositions.remove])(song)

    def _change_voice(self, _work: Work, artist: Artist) -> None:
        if not Work.objects.filter(voice_of=artist).exists():
            holder = self.random.choice(self.organisations)
            self.works.append(
                VoiceFactory.create(artist=artist, rights_holder=holder, now=self.now)
            )

    def _change_new(self, _work: Work, artist: Artist) -> None:
        holder = self.random.choice(self.organisations)
        work = RecordingFactory.create(rights_holder=holder, now=self.now)
        self._credit(work, artist, CreditRole.MAIN_ARTIST)
        self.works.append(work)

    def _change_identifier(self, work: Work, _artist: Artist) -> None:
        if work.isrc:
            work.isrc = f"GBFAC24{self.random.randrange(100_000):05}"
            Work.objects.filter(pk=work.pk).update(isrc=work.isrc)

    def _agree(self) -> None:
        pick = self.random.choice
        licence = pick(list(Licence.objects.order_by("pk")))
        if pick([True, False]):
            offer = licences.Offer(
                "New.", "EUR", TermsFactory.pay_model, pick([True, False]), pick([0, 1])
            )
            licences.offer_terms(licence=licence, offer=offer, by=support(), now=self.now)
        else:
            until_at = self.now + timedelta(hours=pick([0, 30]))
            licences.end(licence=licence, until_at=until_at, by=support(), now=self.now)

    def _sign(self) -> None:
        reach = licences.Reach(
            frozenset(Use),
            from_at=self.now + timedelta(hours=self.random.choice([0, 20])),
            territories=self.random.choice([None, frozenset({"FR"})]),
        )
        licence = licences.sign(
            tool=self.random.choice(self.tools),
            organisation=self.random.choice(self.organisations),
            reach=reach,
            by=support(),
            now=self.now,
        )
        TermsFactory.create(licence=licence, now=self.now)

    def _leave(self) -> None:
        mandate = self.random.choice(self.mandates)
        mandates.end(mandate=mandate, by=owner_of(mandate.artist), now=self.now)

    def _wait(self) -> None:
        self.now += timedelta(hours=self.random.choice([1, 30, 60]))

    def _digest(self) -> None:
        changes.number_touches(self.now)
        footings.find_some()

    def _credit(self, work: Work, artist: Artist, role: CreditRole) -> None:
        Credit.objects.get_or_create(
            work=work,
            artist=artist,
            role=role.value,
            defaults={"holds_consent": True, "credited_at": self.now},
        )


CHANGES = ("decide", "decide", "decide", "catalogue", "agree", "sign", "leave", "wait", "digest")
