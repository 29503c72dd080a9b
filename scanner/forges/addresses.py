# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Hosts named by data that may come from anywhere must not lead to this machine or its network.

A list of forges could name an address of the cloud's metadata service, of a router, of a database: a name that
resolves to an address that isn't of the public Internet is refused, unless the user vouches for the host.

Through a proxy nothing is checked: the proxy resolves the names, and decides what may be reached.
Source: IANA's registries of special-purpose addresses, as Python's `ipaddress` has them.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from scanner.errors import ForgeUnreachable
from scanner.forges.access import variable_of
from scanner.forges.interface import Settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_EMBEDDING = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


def is_guarded(host: str, trusted: bool, settings: Settings) -> bool:
    """Tell whether `host` must have a public address: nobody vouches for it.

    The user does by naming it (`trusted`, `Settings.private_hosts`), or by having set where its API is or its token.
    """
    name = urlsplit(f"//{host}").hostname or host
    own = any(settings.environ.get(variable_of(what, host)) for what in ("API", "TOKEN"))
    return not (trusted or own or settings.private_hosts & {"*", host, name})


def is_private(address: str) -> bool:
    """Tell whether an IP address is anything but one of the public Internet; what isn't an address is."""
    try:
        return not _is_public(ipaddress.ip_address(address))
    except ValueError:
        return True


def _is_public(address: Address) -> bool:
    within = _embedded(address)
    if within is not None:
        return _is_public(within)
    local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not address.is_multicast and not local


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one leads to: mapped, compatible, 6to4, Teredo or NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _EMBEDDING):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def refuse_private(host: str) -> tuple[str, ...]:
    """Return the addresses of `host` (with a port or not), all public; () through a proxy, or when it has none.

    Who connects later should connect to one of these: the name may lead elsewhere by then.

    Raises:
        ForgeUnreachable: it leads to a private address; nothing was sent there.
    """
    url = f"https://{host}/"
    if select_proxy(url, get_environ_proxies(url)):
        return ()
    return refuse_private_name(urlsplit(url).hostname or host)


def refuse_private_name(name: str) -> tuple[str, ...]:
    """Return the addresses of a name without port as `refuse_private` does, whatever the proxy."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    addresses = tuple(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        refuse_address(name, address)
    return addresses


def refuse_address(name: str, address: str) -> None:
    """Refuse a private `address`, to which `name` leads.

    Raises:
        ForgeUnreachable: it is private.
    """
    if is_private(address):
        message = "{host} leads to the private address {address}: nothing was asked of it"
        mend = "if this forge is yours, give its address on the command line or --private-host {host}"
        raise ForgeUnreachable(message, source=name, mend=mend, host=name, address=address)
