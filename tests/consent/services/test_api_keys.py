"""Keys are shown once, found fast, renewed with an overlap and ended at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from consent.domain.api_keys import ApiScope
from consent.models import ApiKey
from consent.services import api_keys
from tests.factories.accounts import UserFactory, support
from tests.factories.api import make_key
from tests.factories.consent import ToolFactory
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db


def test_keeps_only_a_hash() -> None:
    made = make_key(ToolFactory.create(), [ApiScope.CHANGES_READ])

    stored = ApiKey.objects.values().get()

    assert api_keys.find(made.text, NOW) == made.key
    secret = made.text.partition("_")[2]
    assert len(secret) >= 43
    assert not any(secret in str(value) for value in stored.values())
    assert stored["scopes"] == ["changes:read"]


@pytest.mark.parametrize("change", ["x", "_", ""])
def test_finds_nothing_that_is_nearly_a_key(change: str) -> None:
    made = make_key(ToolFactory.create())

    assert api_keys.find(made.text[:-1] + change, NOW) is None
    assert api_keys.find(made.key.prefix + "_", NOW) is None


def test_renews_with_an_overlap() -> None:
    made = make_key(ToolFactory.create())

    renewed = api_keys.renew(key=made.key, by=made.key.made_by, now=NOW)

    assert api_keys.find(made.text, NOW + timedelta(days=6)) == made.key
    assert api_keys.find(made.text, NOW + timedelta(days=7)) is None
    assert api_keys.find(renewed.text, NOW + timedelta(days=7)) == renewed.key


def test_ends_at_once() -> None:
    made = make_key(ToolFactory.create())

    api_keys.revoke(key=made.key, by=made.key.made_by, now=NOW)

    assert api_keys.find(made.text, NOW) is None
    with pytest.raises(api_keys.NotToBeMade):
        api_keys.renew(key=made.key, by=made.key.made_by, now=NOW)


def test_is_for_the_tools_own_people() -> None:
    made = make_key(ToolFactory.create())

    for person in (UserFactory.create(), support()):
        with pytest.raises(PermissionDenied):
            api_keys.revoke(key=made.key, by=person, now=NOW)
