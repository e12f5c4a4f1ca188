from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
class TestHealth:
    def test_answers_anybody(self, client: Client) -> None:
        response = client.get("/health/")

        assert (response.status_code, response.content) == (200, b"ok")

    def test_carries_every_header(self, client: Client) -> None:
        response = client.get("/health/")

        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "camera=()" in response["Permissions-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"
