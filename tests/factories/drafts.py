"""Licences and terms that are being drafted."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from artistportal.accounts.models import User
from consent.domain.payment import PayModel
from consent.services import drafts
from consent.services.drafts import Draft
from consent.services.licences import Offer
from tests.factories.earnings import Deal


def arguments(agreed: Deal, by: User) -> dict[str, dict[str, Any]]:
    """The addresses of a draft of the deal's next terms, and of the terms that stand."""
    offer = Offer(
        text="New words.", currency="EUR", pay_model=PayModel.PER_USE_RATE, is_material=True
    )
    kept = drafts.begin(
        organisation=agreed.licence.organisation,
        draft=Draft(agreed.tool, offer, licence=agreed.licence),
        by=by,
        now=timezone.now(),
    )
    names = ("draft", "draft_sign", "draft_withdraw")
    terms = {"licence": agreed.licence.number, "number": agreed.terms.number}
    return {
        **{f"consent:{name}": {"public_id": kept.public_id} for name in names},
        "consent:terms": terms,
    }
