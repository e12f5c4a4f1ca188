"""What people of an organisation type to draft a licence, or the next terms of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from artistportal import money
from artistportal.roster.domain import splits
from artistportal.roster.domain.uses import Use
from consent.forms import LAST_DAY, TerritoriesField
from consent.forms.terms import TermsForm
from consent.models import Terms, Tool
from consent.queries.terms import payment as payment_of
from consent.services.drafts import Draft
from consent.services.licences import LONGEST_TO_OBEY_HOURS, Offer, Reach

DAY = forms.DateInput(attrs={"type": "date"})
LONGEST_TEXT = 40_000


class MoneyField(forms.CharField):
    """An amount such as `1234.56`, kept in micro-units; an empty one is none."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip().replace(",", "")
        if not text:
            return None
        try:
            return money.from_text(text)
        except money.NotMoney as odd:
            raise forms.ValidationError(str(odd)) from None

    def prepare_value(self, value: Any) -> Any:
        return money.plain(value) if isinstance(value, int) else value


class PartField(forms.CharField):
    """A part in per cent with up to four decimals, kept in ppm; 0 is nothing, empty is not said."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip()
        if not text:
            return None
        if text.rstrip(" %").strip("0.,") == "":
            return 0
        try:
            return splits.parse_per_cent(text)
        except splits.NotPerCent as odd:
            raise forms.ValidationError(f"{odd} {odd.cure}") from None

    def prepare_value(self, value: Any) -> Any:
        return splits.show_per_cent(value).removesuffix(" %") if isinstance(value, int) else value


class OfferForm(TermsForm):
    """A version of terms as an organisation drafts it: amounts and parts as people write them."""

    class Meta:
        model = Terms
        fields = TermsForm.Meta.fields[1:]  # all but the licence
        labels = {
            "text": "The text",
            "is_material": "Materially different: artists are asked again",
        }

    pool_micros = MoneyField(label="Pool of a month", required=False, help_text="Of a fixed pool.")
    minimum_micros = MoneyField(label="Guarantee of a month", required=False)
    revenue_ppm = PartField(label="Part of the tool’s net revenue, in per cent", required=False)
    recording_ppm = PartField(label="Part of the recording, in per cent", initial=700_000)  # type: ignore[assignment]  # in per cent here
    composition_ppm = PartField(label="Part of the song, in per cent", initial=200_000)  # type: ignore[assignment]  # in per cent here
    voice_ppm = PartField(label="Part of the voice, in per cent", initial=100_000)  # type: ignore[assignment]  # in per cent here
    song_parity_ppm = PartField(
        label="What the song gets of the recording’s part, at least, in per cent",
        required=False,
        help_text="Where the licence promises parity. 100 means as much as the recording.",
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].max_length = LONGEST_TEXT  # type: ignore[attr-defined]  # a CharField
        if is_first:
            del self.fields["is_material"]

    @property
    def known(self) -> list[forms.BoundField]:
        """The fields of the offer in the order of the page."""
        return [self[name] for name in self.fields]

    @property
    def offer(self) -> Offer:
        self.cleaned_data.setdefault("is_material", False)
        said = super().offer
        return Offer(
            **{name: getattr(said, name) for name in Offer.__slots__ if name != "song_parity_ppm"},
            song_parity_ppm=self.cleaned_data["song_parity_ppm"],
        )


class NewLicenceForm(OfferForm):
    """A new licence with its first terms."""

    tool = forms.ModelChoiceField(Tool.objects.none(), to_field_name="slug")
    uses = forms.MultipleChoiceField(
        choices=[(use.value, f"{use.label}: {use.plain_words}") for use in Use],
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = forms.DateField(
        label="First day", widget=DAY, validators=[MaxValueValidator(LAST_DAY)]
    )
    until_on = forms.DateField(
        label="Last day",
        widget=DAY,
        required=False,
        validators=[MaxValueValidator(LAST_DAY)],
        help_text="Empty: until it is ended.",
    )
    territories = TerritoriesField(help_text="Two-letter codes, such as DE, FR. Empty: all.")
    obey_hours = forms.IntegerField(
        label="Hours to obey a no", min_value=0, max_value=LONGEST_TO_OBEY_HOURS, initial=72
    )
    field_order = ("tool", "uses", "from_on", "until_on", "territories", "obey_hours")

    def __init__(self, *args: Any, tools: Any, **kwargs: Any) -> None:
        super().__init__(*args, is_first=True, **kwargs)
        self.fields["tool"].queryset = tools  # type: ignore[attr-defined]  # a choice among models

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first, last = said.get("from_on"), said.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "A licence ends after it begins. Choose a later day.")
        return said

    @property
    def reach(self) -> Reach:
        """What the licence would cover: whole days, UTC."""
        said = self.cleaned_data
        until_at = said["until_on"] and _start(said["until_on"] + timedelta(days=1))
        return Reach(
            frozenset(map(Use, said["uses"])),
            _start(said["from_on"]),
            until_at,
            said["territories"],
            said["obey_hours"],
        )


class SeenVersionForm(forms.Form):
    """Which version of a draft the person had before them."""

    seen = forms.IntegerField(min_value=1)


def initial_of(draft: Draft) -> dict[str, Any]:
    """A draft as its form begins with it."""
    offer, reach = draft.offer, draft.reach
    said: dict[str, Any] = {
        name: getattr(offer, name)
        for name in Offer.__slots__
        if name not in {"rates_micros", "unlicensed_rates_micros"}
    }
    said["pool_basis"] = offer.pool_basis.value if offer.pool_basis else ""
    for name in ("pay_model", "breakage", "unattributed"):
        said[name] = said[name].value
    said["rates"] = _lines(offer.rates_micros)
    said["unlicensed_rates"] = _lines(offer.unlicensed_rates_micros)
    if reach is not None:
        said |= {
            "tool": draft.tool.slug,
            "uses": [use.value for use in reach.uses],
            "from_on": reach.from_at.date(),
            "until_on": reach.until_at and (reach.until_at - timedelta(days=1)).date(),
            "territories": ", ".join(sorted(reach.territories or ())),
            "obey_hours": reach.obey_hours,
        }
    return said


def offer_after(terms: Terms) -> Offer:
    """The terms on offer, from which the next draft begins."""
    prices = list(terms.prices.all())
    names = ("text", "currency", "notice_days", "pool_micros", "revenue_ppm", "minimum_micros")
    more = ("attribution_provider", "recording_ppm", "composition_ppm", "voice_ppm")
    return Offer(
        **{name: getattr(terms, name) for name in (*names, *more)},
        pay_model=payment_of(terms).pay_model,
        pool_basis=payment_of(terms).pool_basis,
        breakage=payment_of(terms).breakage,
        unattributed=payment_of(terms).unattributed,
        song_parity_ppm=terms.song_parity_ppm,
        rates_micros={Use(price.use): price.rate_micros for price in prices},
        unlicensed_rates_micros={
            Use(price.use): price.unlicensed_rate_micros
            for price in prices
            if price.unlicensed_rate_micros is not None
        },
    )


def _lines(rates: Mapping[Use, int]) -> str:
    return "\n".join(f"{use.value} {money.plain(micros)}" for use, micros in rates.items())


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
