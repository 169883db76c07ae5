"""What can be told of a link's host without asking anybody."""

import unicodedata
from ipaddress import ip_address
from typing import Final

from comments.screening.folding import fold
from comments.web_addresses import has_letters_of_no_alphabet

# Hosts that hide where a link leads.
_SHORTENERS: Final = frozenset(
    """
    adf.ly amzn.to b.link bc.vc bit.do bit.ly bitly.com bl.ink buff.ly clck.ru cutt.ly cutt.us
    dlvr.it fb.me flip.it gg.gg goo.gl hubs.ly hyperurl.co ift.tt is.gd j.mp kutt.it linktr.ee
    lnk.to lnkd.in lnnk.in mcaf.ee ouo.io ow.ly owl.li po.st ppt.cc qr.ae qr.net rb.gy rebrand.ly
    s.id shorte.st shorturl.asia shorturl.at smarturl.it snip.ly soo.gd surl.li t.co t.ly t2m.io
    tiny.cc tiny.one tinyurl.com tr.im trib.al u.to urlz.fr urlzs.com v.gd vk.cc wp.me x.gd
    """.split()  # noqa: SIM905 (sixty quoted strings are no easier to read)
)
# Those that a platform or a newspaper puts around every link by itself: nobody chose to hide.
_WRAPPERS: Final = frozenset(
    {"amzn.to", "dlvr.it", "fb.me", "flip.it", "ift.tt", "lnkd.in", "t.co", "trib.al", "wp.me"}
)
# Scripts whose letters pass for Latin ones.
_PASSING_FOR_LATIN: Final = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})


def is_shortener(host: str) -> bool:
    return host.removeprefix("www.") in _SHORTENERS


def is_wrapper(host: str) -> bool:
    return host.removeprefix("www.") in _WRAPPERS


def is_network_address(host: str) -> bool:
    """Tell 192.0.2.1, [2001:db8::1], and the decimal, octal and hexadecimal forms of browsers."""
    try:
        ip_address(host)
    except ValueError:
        numbers = host.split(".")
        return len(numbers) <= 4 and all(map(_is_number, numbers))  # noqa: PLR2004
    return True


def is_look_alike(host: str) -> bool:
    """Tell a name that mixes scripts, or that reads as plain Latin letters and has other ones."""
    labels = [_decoded(label) for label in host.split(".")]
    if any(map(has_letters_of_no_alphabet, labels)):
        return True
    if any("LATIN" in _scripts(label) and _foreign(label) for label in labels):
        return True
    *names, ending = labels
    return not _foreign(ending) and any(
        _foreign(name) and fold(name).text.isascii() for name in names
    )


def same_site(one: str, other: str) -> bool:
    """Tell whether one host is the other, or lies under it."""
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _is_number(text: str) -> bool:
    digits = "0123456789abcdef" if text.startswith("0x") else "0123456789"
    return bool(text) and not text.removeprefix("0x").strip(digits)


def _decoded(label: str) -> str:
    """Return the label as a browser shows it, or as it is where it is not Punycode."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError):
        return label


def _scripts(label: str) -> frozenset[str]:
    return frozenset(
        unicodedata.name(letter, "").partition(" ")[0] for letter in label if letter.isalpha()
    )


def _foreign(label: str) -> frozenset[str]:
    return _scripts(label) & _PASSING_FOR_LATIN
