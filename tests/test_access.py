"""Who gets what from every address: a URL that is missing from the table fails.

A row is an address, a column a kind of person, a cell the status of a GET (405 where an address
only takes a POST). 302 sends to sign-in, or on to where the person belongs; 404 is all that a
stranger learns; 403 says in a sentence why somebody inside may not.
"""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.access_table import PERSONS, addresses, rows
from tests.factories import towns
from tests.factories.towns import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return towns.town()


def asked(town: Town, person: str, address: str) -> int:
    """What the person gets from the address."""
    client = Client()
    if person in town.people:
        client.force_login(town.people[person])
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer)  # a file that is read to its end is closed
    return answer.status_code


class TestEveryAddress:
    def test_stands_in_the_table(self) -> None:
        assert set(addresses()) == set(rows())

    def test_answers_each_kind_of_person_as_the_table_says(self, town: Town) -> None:
        answers = {
            name: [asked(town, person, town.address(name)) for person in PERSONS] for name in rows()
        }

        assert answers == rows()


class TestTheAdminSite:
    def test_opens_to_support_with_a_second_factor_alone(self, town: Town) -> None:
        for model in admin.site._registry:
            for page in ("changelist", "add"):
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
                answers = {person: asked(town, person, reverse(name)) for person in PERSONS}

                allowed = {person for person, status in answers.items() if status != 302}
                assert allowed == {"support"}, name
                assert answers["support"] in {200, 403}, name
