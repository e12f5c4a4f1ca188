"""Addresses of the internet, told only as closely as a trail needs."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

IPV4_BITS = 24
IPV6_BITS = 48


def network_of(address: str) -> str:
    """The network that an address belongs to: 203.0.113.0/24, 2001:db8:7::/48; empty if none."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    bits = IPV4_BITS if found.version == 4 else IPV6_BITS
    return str(ip_network(f"{found}/{bits}", strict=False))
