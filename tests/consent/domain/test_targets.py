"""Where a webhook may go."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from consent.domain.targets import NotATarget, check_public, is_public, target


class TestTarget:
    def test_takes_a_url_apart(self) -> None:
        found = target("https://Example.org:8443/hooks?tool=1")

        assert (found.host, found.port, found.path) == ("example.org", 8443, "/hooks?tool=1")
        assert found.is_secure

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.org/",
            "ftp://example.org/",
            "https:///hooks",
            "https://name:word@example.org/",
            "https://example.org/#part",
            "https://example.org:99999/",
            "https://example.org/a b",
            "https://example.org/\r\nHost: inside",
            "https://ex\N{LATIN SMALL LETTER A WITH DIAERESIS}mple.org/",
            "https://[::1",
            "",
        ],
    )
    def test_refuses_in_a_sentence(self, url: str) -> None:
        with pytest.raises(NotATarget):
            target(url)

    def test_takes_plain_http_where_private_targets_are_allowed(self) -> None:
        assert target("http://127.0.0.1:8105/", private_too=True).port == 8105


class TestIsPublic:
    @pytest.mark.parametrize(
        "address",
        ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
    )
    def test_lets_the_internet_be_reached(self, address: str) -> None:
        assert is_public(ip_address(address))

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2002:a00:1::",
        ],
    )
    def test_keeps_out_everything_else(self, address: str) -> None:
        assert not is_public(ip_address(address))

    def test_reads_an_address_with_its_zone(self) -> None:
        with pytest.raises(NotATarget, match="no public address"):
            check_public("fe80::1%eth0")
