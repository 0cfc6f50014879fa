"""
Who runs the mailboxes of a domain, as far as its name tells.

Promises: only the large providers' own domains are known; any other domain stands for itself.
Never: asks the network.
"""

_PROVIDERS = {
    domain: provider
    for provider, domains in {
        "Gmail": "gmail.com googlemail.com",
        "Outlook.com": "outlook.com hotmail.com live.com msn.com hotmail.co.uk hotmail.fr outlook.fr",
        "Yahoo": "yahoo.com ymail.com yahoo.co.uk yahoo.fr yahoo.de yahoo.es aol.com",
        "iCloud": "icloud.com me.com mac.com",
        "GMX, web.de": "gmx.de gmx.net gmx.com web.de",
        "Proton": "proton.me protonmail.com pm.me",
    }.items()
    for domain in domains.split()
}


def provider_of(domain: str) -> str:
    """
    The provider's name, else the domain.

    >>> provider_of("googlemail.com"), provider_of("example.org")
    ('Gmail', 'example.org')
    """
    return _PROVIDERS.get(domain, domain)
