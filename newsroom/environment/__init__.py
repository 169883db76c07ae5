"""Reads what operators set, and tells in one sentence what is written wrong and how it is right."""

from newsroom.environment.databases import database
from newsroom.environment.mail import mail_server
from newsroom.environment.problems import NotUnderstood, WrongSetting
from newsroom.environment.reader import Environment, kept_secret
from newsroom.environment.redis import RedisServer, redis_server
from newsroom.environment.site import allowed_host, host, listening_host, origin
from newsroom.environment.words import (
    address_or_path,
    language,
    log_level,
    mail_address,
    network,
    sender,
    time_zone,
)

__all__ = [
    "Environment",
    "NotUnderstood",
    "RedisServer",
    "WrongSetting",
    "address_or_path",
    "allowed_host",
    "database",
    "host",
    "kept_secret",
    "language",
    "listening_host",
    "log_level",
    "mail_address",
    "mail_server",
    "network",
    "origin",
    "redis_server",
    "sender",
    "time_zone",
]
