"""Everything that can be set, from the environment; `.env.example` explains each variable.

`SITE_URL` decides what is secure: where it is https, cookies are secure and HSTS is sent.
Everything the embedded site keeps is under `DATA_DIR`.
"""

import re
from functools import partial
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from kombu import Queue

from newsroom.environment import (
    Environment,
    RedisServer,
    address_or_path,
    allowed_host,
    database,
    host,
    kept_secret,
    language,
    listening_host,
    log_level,
    mail_address,
    mail_server,
    network,
    origin,
    redis_server,
    sender,
    time_zone,
)
from newsroom.schedule import beat_schedule

# Lets `ModelForm[Article]` and the like be written where Django's own classes take no brackets.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# A wrong value ends the program here, in one sentence.
env = Environment(BASE_DIR)

# Where things are -----------------------------------------------------------------------------

DATA_DIR = env.folder("DATA_DIR", default="var")
HOST = env.parsed("HOST", listening_host, default="127.0.0.1")
PORT = env.number("PORT", default=8000, at_least=1, at_most=65535)
DEBUG = env.flag("DEBUG", default=False)
_everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - it names them, and opens none
_visible_host = host(_everywhere.get(HOST, HOST))
SITE_URL = env.parsed("SITE_URL", origin, default=f"http://{_visible_host}:{PORT}")
SITE_IS_SECURE = SITE_URL.startswith("https:")
_site_host = allowed_host(re.sub(r"^https?://|:\d+$", "", SITE_URL))
FEED_ID_HOST = env.parsed("FEED_ID_HOST", host, default="")
DEMO_SITE_NAME = "The Harbour Courier"
SITE_NAME = env.text("SITE_NAME", default=DEMO_SITE_NAME)
SITE_TAGLINE = env.text("SITE_TAGLINE")
CONTACT_EMAIL = env.parsed("CONTACT_EMAIL", mail_address, default="")
HOUSE_RULES_URL = env.parsed("HOUSE_RULES_URL", address_or_path, default="")

# Kept by `make run`; a production start without either is refused by newsroom.checks.
SECRET_KEY = env.secret("SECRET_KEY") or kept_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", allowed_host) or list(
    dict.fromkeys([_site_host, "localhost", "127.0.0.1", "[::1]"])
)

# Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "newsroom",
    "accounts",
    "articles",
    "comments",
    "newsroom.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_prose_editor",
    "simple_history",
]

MIDDLEWARE = [
    "newsroom.unavailable.OutageMiddleware",
    "newsroom.middleware.ClientAddressMiddleware",
    # Outside of what may refuse a request, so that a refusal has a policy, too.
    "newsroom.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before whatever needs the database, or belongs to one person.
    "newsroom.stored_pages.StoredPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "newsroom.middleware.NoAddressInQueryMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

# Messages may quote what readers wrote: never in a cookie, which is kept elsewhere.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.site",
            ],
        },
    },
]
# An address typed without its scheme; Django 6 does so by itself.
FORMS_URLFIELD_ASSUME_HTTPS = True
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data -----------------------------------------------------------------------------------------

# Measured: with Django's defaults half of a burst of comments is lost to "database is locked".
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
}
_embedded: dict[str, Any] = {
    "ENGINE": "newsroom.database.sqlite3",
    "NAME": DATA_DIR / "newsroom.sqlite3",
    # To open it takes ten times as long as a stored page.
    "CONN_MAX_AGE": 60,
}
USES_EMBEDDED_DATABASE = not env.is_set("DATABASE_URL")
_database = env.parsed_secret("DATABASE_URL", partial(database, folder=BASE_DIR), default=_embedded)
if "sqlite" in str(_database["ENGINE"]):
    _database["OPTIONS"] = _SQLITE_OPTIONS
else:
    # Seconds, and milliseconds: the system's own patience is minutes, and hours for an idle line.
    # What a web server waits at most is in newsroom.database.patience.
    _lost_server = {
        "connect_timeout": 3,
        "tcp_user_timeout": 30_000,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    _database["OPTIONS"] = _lost_server | _database.get("OPTIONS", {})
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.storage.JoinedStaticFilesStorage"},
}

# The demo newsroom's log-ins get it at the first `make run`; where it is unset, a random one.
DEMO_PASSWORD = env.secret("DEMO_PASSWORD")

# Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = env.parsed("LANGUAGE_CODE", language, default="en-gb")
TIME_ZONE = env.parsed("TIME_ZONE", time_zone, default="UTC")
USE_TZ = True
FORMAT_MODULE_PATH = ["newsroom.formats"]

# Security -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
# Not `no-referrer`: that turns the Origin of our own form's POST into "null".
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Keeps what an editor typed where another log-in has changed the token.
CSRF_FAILURE_VIEW = "articles.unsaved.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SITE_IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_SECURE else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # whether subdomains are https too only the domain's owner knows
    "security.W021",  # preloading binds the whole domain for years: the owner's decision
]

# Networks whose X-Forwarded-For and X-Forwarded-Proto count.
TRUSTED_PROXIES = env.items("TRUSTED_PROXIES", network)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# Who may see an article does not therefore see what it said before.
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "newsroom.middleware.log_in_address"
# Failed attempts are kept for the lock, and for no longer.
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "accounts.guard.say_pause"
AXES_VERBOSE = False
# What is wrong within so many minutes counts together, whatever the name or the address.
SIGN_IN_WINDOW = 15
# From one network (/24, or /64 of IPv6), whatever the names: the next has to wait.
WRONG_LOG_INS_PER_NETWORK = 30
# For one name, wherever from: the next take turns, up to half a minute apart.
WRONG_LOG_INS_PER_NAME = 10
WRONG_PASSWORDS_PER_CHANGE = 5
# Days for which it is kept who signed in, or tried to, and from which network.
KEEP_SIGN_INS_DAYS = env.number("KEEP_SIGN_INS_DAYS", default=90, at_least=1, at_most=36_500)

# The web server -------------------------------------------------------------------------------

# Seconds for the body of a request to arrive, and for a client to take what it is sent.
REQUEST_BODY_TIMEOUT = env.number("REQUEST_BODY_TIMEOUT", default=30, at_least=1, at_most=86_400)
REQUEST_BODY_MAX_MB = env.number("REQUEST_BODY_MAX_MB", default=20, at_least=1, at_most=10_000)
# For each of the web server's processes.
WEB_THREADS = env.number("WEB_THREADS", default=4, at_least=1, at_most=1000)
# Megabytes for readers' pages in each of the web server's processes; 0: none are kept.
STORED_PAGES_MB = env.number("STORED_PAGES_MB", default=32, at_most=100_000)

# Mail -----------------------------------------------------------------------------------------

EMAIL_TIMEOUT = 10
vars().update(env.parsed_secret("EMAIL_URL", mail_server, default=mail_server("console:")))
# Behind the @ many servers refuse a machine's number.
_mail_host = "localhost" if re.fullmatch(r"[\d.]+|\[.+", _site_host) else _site_host
DEFAULT_FROM_EMAIL = env.parsed("DEFAULT_FROM_EMAIL", sender, default=f"newsroom@{_mail_host}")

# Comments -------------------------------------------------------------------------------------

COMMENT_MAX_LENGTH = env.number("COMMENT_MAX_LENGTH", default=5000, at_least=1, at_most=20_000)
# (comments, seconds): the first figure is accepted within the second, the next is refused.
FLOOD_LIMITS_PER_ADDRESS = [(5, 60), (30, 3600)]
FLOOD_LIMITS_PER_NETWORK = [(30, 60), (300, 3600)]
# A comment that a machine may publish: its writer has this many approved ones and none refused.
# 0: a machine never publishes. Only where the writer is proven: see docs/operating.md.
PUBLISH_WRITERS_WITH_APPROVED = env.number("PUBLISH_WRITERS_WITH_APPROVED", default=0)
# Network addresses and browsers' names serve screening, and are erased after these days.
KEEP_NETWORK_DATA_DAYS = env.number("KEEP_NETWORK_DATA_DAYS", default=30, at_most=36_500)
# Seconds before the writer is told of a decision, so that a slip can be taken back unseen.
UNDO_WINDOW = env.number("UNDO_WINDOW", default=60, at_most=86_400)
# Whether a moderator who rejects has to say why.
REJECTION_NEEDS_REASON = env.flag("REJECTION_NEEDS_REASON", default=False)
# Whether readers see that the newsroom has edited a comment; its writer always does.
SHOW_EDITS_BY_NEWSROOM = env.flag("SHOW_EDITS_BY_NEWSROOM", default=True)
# The name under what moderators answer as the newsroom.
NEWSROOM_SIGNATURE = env.text("NEWSROOM_SIGNATURE", default=SITE_NAME)
# Minutes within which comments shall be decided: the desk shows how well that is kept.
REVIEW_PROMISE = env.number("REVIEW_PROMISE", default=120, at_least=1)
# Minutes between two digests of waiting comments to moderators.
DIGEST_MIN_INTERVAL = env.number("DIGEST_MIN_INTERVAL", default=60)
# Days for which the links of a digest let its moderator decide without logging in; 0: none do.
DECISION_LINK_DAYS = env.number("DECISION_LINK_DAYS", default=3, at_most=36_500)
# Seconds that a screening may hold a comment before another takes it.
SCREENING_LEASE = env.number("SCREENING_LEASE", default=20, at_least=6, at_most=86_400)
# Seconds after which a screening is told to end, and its process is killed. It takes some 20 ms.
# Well below the lease, so that a screening that hangs has ended when the lease does.
SCREENING_SOFT_LIMIT = min(5, SCREENING_LEASE // 3)
SCREENING_HARD_LIMIT = min(8, SCREENING_LEASE // 2)
# Seconds that a comment may wait without a message before the sweeper sends one again.
REQUEUE_GRACE = env.number("REQUEUE_GRACE", default=45, at_least=1, at_most=86_400)
AKISMET_API_KEY = env.text("AKISMET_API_KEY")

# Celery ---------------------------------------------------------------------------------------

USES_EMBEDDED_REDIS = not env.is_set("REDIS_URL")
REDIS_SOCKET = DATA_DIR / "redis.sock"
# What speaks with Redis beside Celery asks this for a connection: both are told the same.
REDIS = env.parsed_secret(
    "REDIS_URL",
    partial(
        redis_server,
        master=env.text("REDIS_SENTINEL_MASTER"),
        sentinel_password=env.secret("REDIS_SENTINEL_PASSWORD"),
    ),
    default=RedisServer(socket=REDIS_SOCKET),
)
CELERY_BROKER_URL = REDIS.broker_url
CELERY_BROKER_USE_SSL = REDIS.tls
# A lost broker must neither hold a reader nor a worker: fail within two seconds.
# Redelivery of an unacknowledged message comes after the hard time limit, so that no task
# that still runs is started a second time.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **REDIS.transport_options({"socket_connect_timeout": 1, "socket_timeout": 2}),
    "visibility_timeout": max(120, SCREENING_LEASE),
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
    "queue_order_strategy": "newsroom.queues:RetriesLast",
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A worker that dies keeps its message unacknowledged; the row's lease brings the comment back.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Of housekeeping; what runs checks has limits of its own, `SCREENING_SOFT_LIMIT` and the other.
CELERY_TASK_SOFT_TIME_LIMIT = 20
CELERY_TASK_TIME_LIMIT = 30
CELERY_TASK_IGNORE_RESULT = True
# Housekeeping has a queue of its own, so that a backlog of comments cannot starve the sweeper.
CELERY_TASK_DEFAULT_QUEUE = "housekeeping"
# Mails, too: a mail server may take ten minutes to say that it has one. What hung or killed its
# process once may do so again: it is tried again where nothing else waits.
CELERY_TASK_ROUTES = {
    "comments.tasks.screen_comment": {"queue": "screening"},
    "comments.tasks.screen_again": {"queue": "retries"},
    "comments.tasks.retry_check": {"queue": "retries"},
    "comments.tasks.send_mails": {"queue": "mails"},
}
CELERY_TASK_QUEUES = [Queue(name) for name in ("screening", "retries", "housekeeping", "mails")]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "newsroom.beat:Scheduler"
CELERY_BEAT_SCHEDULE = beat_schedule(requeue_grace=REQUEUE_GRACE)

# Logs -----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"redacted": {"()": "newsroom.logs.RedactingFormatter"}},
    "filters": {
        "outsiders": {"()": "newsroom.logs.OutsidersFilter"},
        "outages": {"()": "newsroom.logs.OutageFilter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "redacted",
            "filters": ["outsiders", "outages"],
        }
    },
    "root": {"handlers": ["console"], "level": env.parsed("LOG_LEVEL", log_level, default="INFO")},
    # Replaces Django's own handlers: no mail with a reader's request in it ever leaves.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # They would tell of each task that is sent or taken; that it has ended is told.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}

# Names in .env that mean nothing here: newsroom.checks tells of them.
ENVIRONMENT = env
