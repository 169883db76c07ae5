"""Settings of one word each."""

import difflib
import logging
from email.utils import formataddr, parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from newsroom.environment.problems import NotUnderstood

_LANGUAGES: Final = tuple(code for code, _name in LANGUAGES)
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise NotUnderstood(
            "write addresses or networks between commas, such as 127.0.0.1,10.0.0.0/8"
        ) from None


def mail_address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise NotUnderstood("write one mail address, such as desk@news.example") from None
    return text


def sender(text: str) -> str:
    name, address = parseaddr(text)
    try:
        validate_email(address)
    except ValidationError:
        raise NotUnderstood(
            "write one mail address, such as newsroom@news.example,"
            ' or "The Newsroom" <newsroom@news.example>'
        ) from None
    return formataddr((name, address)) if name.isascii() else text


def address_or_path(text: str) -> str:
    if text.startswith("/") and not text.startswith("//"):
        return text
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise NotUnderstood(
            "write the address of a page, such as https://news.example/rules, or its path, /rules"
        ) from None
    return text


def time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotUnderstood(
            f"write the name of a time zone, such as {_like(text, available_timezones())}"
        ) from None
    return text


def _like(text: str, names: set[str]) -> str:
    by_word = {name.rpartition("/")[2].lower(): name for name in sorted(names)}
    by_word |= {name.lower(): name for name in names}
    wanted = text.replace(" ", "_").lower()
    found = difflib.get_close_matches(wanted, by_word, 1, 0.7)
    return by_word[found[0]] if found else "Europe/London"


def language(text: str) -> str:
    code = text.lower().replace("_", "-")
    if code not in _LANGUAGES:
        raise NotUnderstood(f"write one of {', '.join(_LANGUAGES)}")
    return code


def log_level(text: str) -> str:
    level = logging.getLevelName(int(text)) if text.isdecimal() else text.upper()
    level = {"WARN": "WARNING", "FATAL": "CRITICAL"}.get(level, level)
    if level not in _LEVELS:
        raise NotUnderstood(f"write one of {', '.join(_LEVELS)}")
    return level
