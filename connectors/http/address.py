"""Which network addresses a source may lead us to."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

NAT64 = IPv6Network("64:ff9b::/96")
NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
SITE_LOCAL = IPv6Network("fec0::/10")


def allowed(text: str, *, private_network: bool) -> bool:
    """Say whether an address may be connected to.

    Link-local addresses (there live the metadata services of clouds), multicast and reserved ones
    never are. An address that carries another is judged by that one.
    """
    address = _carried(ip_address(text.partition("%")[0]))
    if _never(address):
        return False
    return address.is_global or (private_network and (address.is_private or address.is_loopback))


def _never(address: Address) -> bool:
    if address.is_loopback:
        return False
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
        or (isinstance(address, IPv6Address) and address in NAT64_LOCAL)
        or (isinstance(address, IPv6Address) and address in SITE_LOCAL)
    )


def _carried(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
