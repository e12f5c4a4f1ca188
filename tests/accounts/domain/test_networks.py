from __future__ import annotations

import pytest

from artistportal.accounts.domain.networks import network_of


class TestNetworkOf:
    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:7:8::1", "2001:db8:7::/48"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("fe80::1%eth0", "fe80::/48"),
            ("", ""),
            ("somewhere", ""),
        ],
    )
    def test_tells_no_more_than_the_network(self, address: str, network: str) -> None:
        assert network_of(address) == network
