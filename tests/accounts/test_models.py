from __future__ import annotations

import pytest
from django.db import IntegrityError

from artistportal.accounts.models import User

pytestmark = pytest.mark.django_db


class TestUser:
    def test_is_one_person_however_the_address_is_written(self) -> None:
        User.objects.create_user("ada@example.org")

        with pytest.raises(IntegrityError):
            User.objects.create_user("ADA@example.org")

    def test_shows_the_name_before_the_address(self) -> None:
        assert str(User(email="ada@example.org", name="Ada")) == "Ada"
        assert str(User(email="ada@example.org")) == "ada@example.org"
