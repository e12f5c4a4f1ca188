"""Whom a catalogue file means: artists and payees, found or to be added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from artistportal.roster.domain.catalogue_cells import Party
from artistportal.roster.models import Artist, Organisation, Payee
from artistportal.roster.queries.catalogue import People

_Key = TypeVar("_Key")


class Unclear(ValueError):
    """A name in a file means nobody, or more than one; the cure says how to tell."""

    def __init__(self, sentence: str, cure: str) -> None:
        super().__init__(sentence)
        self.cure = cure


class Cast:
    """Everybody a file names; those who are new are kept, unsaved, in the order they came."""

    def __init__(self, known: People, organisation: Organisation, now: datetime) -> None:
        self.known = known
        self.organisation = organisation
        self.now = now
        self.new_artists: list[Artist] = []
        self.new_payees: list[Payee] = []
        self.identified: list[Artist] = []
        self._payees: dict[int, Payee] = {}

    def meet(self, parties: Iterable[Party]) -> None:
        """Look at those with an identifier first, so that a bare name elsewhere means them too."""
        for party in parties:
            if party.isni or party.ipi:
                try:
                    self.artist(party)
                except Unclear:
                    continue

    def artist(self, party: Party) -> Artist:
        """The artist meant; raises `Unclear`."""
        named = self._with_identifier(party)
        if named is not None:
            return named
        candidates = self.known.by_name[party.name]
        if party.isni or party.ipi:
            candidates = [a for a in candidates if not self._is_somebody_else(a, party)]
        if len(candidates) > 1:
            raise Unclear(
                f"{len(candidates)} artists of yours are called {party.name}.",
                f"Say which one: {party.name} [ISNI …] or {party.name} [IPI …].",
            )
        return self._identify(candidates[0], party) if candidates else self._add(party)

    def payee(self, party: Party) -> Payee:
        """The payee meant: an artist, an organisation or somebody outside; raises `Unclear`."""
        if party.dpid:
            other = self.known.organisations_by_dpid.get(party.dpid)
            if other is None:
                raise Unclear(
                    "No organisation here has this DPID.", "Check it, or give the name alone."
                )
            return self._payee_of_organisation(other)
        if party.isni or party.ipi or self.known.by_name.get(party.name):
            return self._payee_of_artist(self.artist(party))
        if party.name == self.organisation.name:
            return self._payee_of_organisation(self.organisation)
        return self._keep(self.known.payees_by_name, party.name, Payee(name=party.name))

    def is_signed(self, artist: Artist) -> bool:
        """Whether the artist is on the roster today."""
        return artist.pk in self.known.signed

    def _with_identifier(self, party: Party) -> Artist | None:
        scheme = "ISNI" if party.isni else "IPI"
        known = self.known.by_isni if party.isni else self.known.by_ipi
        found = known.get(party.isni or party.ipi)
        if found is not None and found.name != party.name:
            raise Unclear(
                f"This {scheme} is recorded under another name.",
                f"Check the {scheme} and the spelling of the name.",
            )
        if found is not None and not any(found is a for a in self.known.by_name[party.name]):
            self.known.by_name[party.name].append(found)
        return found

    @staticmethod
    def _is_somebody_else(artist: Artist, party: Party) -> bool:
        return bool((party.isni and artist.isni) or (party.ipi and artist.ipi))

    def _identify(self, artist: Artist, party: Party) -> Artist:
        if party.isni or party.ipi:
            artist.isni = artist.isni or party.isni or None
            artist.ipi = artist.ipi or party.ipi or None
            self._remember(artist)
            if artist.pk is not None:
                self.identified.append(artist)
        return artist

    def _add(self, party: Party) -> Artist:
        artist = Artist(
            name=party.name, isni=party.isni or None, ipi=party.ipi or None, created_at=self.now
        )
        self.new_artists.append(artist)
        self.known.by_name[party.name].append(artist)
        self._remember(artist)
        return artist

    def _remember(self, artist: Artist) -> None:
        if artist.isni:
            self.known.by_isni[artist.isni] = artist
        if artist.ipi:
            self.known.by_ipi[artist.ipi] = artist

    def _payee_of_artist(self, artist: Artist) -> Payee:
        stored = self.known.payees_of_artists.get(artist.pk) if artist.pk else None
        return stored or self._keep(
            self._payees, id(artist), Payee(name=artist.name, artist=artist)
        )

    def _payee_of_organisation(self, organisation: Organisation) -> Payee:
        return self._keep(
            self.known.payees_of_organisations,
            str(organisation.public_id),
            Payee(name=organisation.name, organisation=organisation),
        )

    def _keep(self, payees: dict[_Key, Payee], key: _Key, new: Payee) -> Payee:
        if key not in payees:
            payees[key] = new
            self.new_payees.append(new)
        return payees[key]
