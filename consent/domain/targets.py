"""Where a webhook may go: public addresses, over TLS, and nowhere that only this host reaches."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

# IPv6 networks in whose addresses an IPv4 address is written: at which bit it begins.
EMBEDDING = {ip_network("64:ff9b::/96"): 96, ip_network("2002::/16"): 16}
SHARED = ip_network("100.64.0.0/10")
PORTS = {"https": 443, "http": 80}


class NotATarget(ValueError):
    """A webhook may not go there; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL, taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"


def target(url: str, *, private_too: bool = False) -> Target:
    """The target that a URL names; plain http only where private targets are allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotATarget("This is no address: check it for odd characters.") from error
    if parts.scheme != "https" and not (private_too and parts.scheme == "http"):
        raise NotATarget("The address begins with https://, so that nobody reads along.")
    if not parts.hostname:
        raise NotATarget("The address names no host: https://example.org/hooks, for example.")
    if parts.username is not None or parts.password is not None:
        raise NotATarget("Leave name and password out of the address; the signature proves enough.")
    if parts.fragment:
        raise NotATarget("Leave out what follows the #; it is never sent.")
    if any(not "!" <= character <= "~" for character in url):
        raise NotATarget("Write the address in plain letters, without spaces.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port or PORTS[parts.scheme], path)


def check_public(address: str) -> None:
    """Raise `NotATarget` where an address is private, of this host, or no single host's."""
    if not is_public(ip_address(address.partition("%")[0])):
        raise NotATarget(f"{address} is no public address.")


def is_public(address: Address) -> bool:
    """Whether the address, and an IPv4 address written within it, is one host's on the Internet."""
    if isinstance(address, IPv6Address):
        inner = _within(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and address not in SHARED
    )


def _within(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, translated or tunnelled."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.teredo is not None:
        return address.teredo[1]
    for network, bit in EMBEDDING.items():
        if address in network:
            return IPv4Address((int(address) >> (96 - bit)) & 0xFFFFFFFF)
    return None
