"""`manage.py run`: the whole site from one command, on one machine."""

import contextlib
import http.client
import os
import secrets
import shlex
import sys
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from articles.models import Article
from newsroom import embedded
from newsroom.preflight import CannotStart, locked, make_data_dir, require_free_port, require_room
from newsroom.storage import is_collected
from newsroom.supervisor import Part, Stopped, Supervisor, commands, environment

# Seconds for an answer of a Redis that is not ours.
REDIS_TIMEOUT = 2
DESK = "/admin/comments/review/"
# Log-in, group, and whether it may do everything.
DEMO_LOG_INS = (
    ("moderator", "Moderators", False),
    ("editor", "Editors", False),
    ("admin", None, True),
)


class Command(BaseCommand):
    help = "Start the whole site: web server, worker, scheduler and, where none is set, Redis."
    # They run once the key that they ask for is there.
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            self._run()
        except CannotStart as problem:
            self.stderr.write(str(problem))
            sys.exit(1)
        except Stopped:
            self._say("Stopped.")

    def _run(self) -> None:
        # The database holds readers' addresses: for this user's eyes alone, in whatever folder.
        os.umask(0o077)
        make_data_dir(settings.DATA_DIR)
        require_room(settings.DATA_DIR)
        with locked(settings.DATA_DIR) as lock:
            require_free_port(settings.HOST, settings.PORT)
            provide_secret_key()
            with Supervisor(self._say, lock=lock) as supervisor:
                log_ins = self._prepare(supervisor)
                self._start_programs(supervisor)
                self._say(self._welcome(log_ins))
                supervisor.watch()
                self._say("Stopping …")
        self._say("Stopped.")

    def _prepare(self, supervisor: Supervisor) -> list[str]:
        """Bring Redis, database and static files up to date; returns lines on the log-ins."""
        redis = self._start_redis(supervisor)
        self.check()
        self._migrate()
        supervisor.check_stop()
        self._collect_static_files()
        supervisor.check_stop()
        log_ins = self._log_ins()
        # The programs have connections of their own; this process needs none any more.
        connections.close_all()
        if redis:
            supervisor.wait_for(
                redis,
                partial(embedded.redis_answers, settings.REDIS_SOCKET),
                or_read=str(embedded.redis_log(settings.DATA_DIR)),
            )
        return log_ins

    def _start_redis(self, supervisor: Supervisor) -> Part | None:
        if not settings.USES_EMBEDDED_REDIS:
            self._look_for_redis()
            return None
        command = embedded.redis_command(settings.DATA_DIR, settings.REDIS_SOCKET)
        embedded.stop_forgotten_redis(settings.REDIS_SOCKET)
        return supervisor.start("Redis server", command, environment(settings.DATA_DIR))

    def _look_for_redis(self) -> None:
        """Say that it is away; the site starts all the same, and comments wait for it."""
        try:
            with settings.REDIS.client(REDIS_TIMEOUT) as redis:
                redis.ping()
        except RedisError as problem:
            self._say(
                f"Redis does not answer at {settings.REDIS} ({problem}). Until it does, comments"
                " are kept and wait unscreened: start it, or mend REDIS_URL."
            )

    def _migrate(self) -> None:
        try:
            executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        except OperationalError as problem:
            raise CannotStart(f"The database does not answer: {problem}") from problem
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static_files(self) -> None:
        if not is_collected():
            self._say("Collecting the static files …")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)

    def _log_ins(self) -> list[str]:
        """Load the demo newsroom into an empty embedded database; says who can log in."""
        if not settings.USES_EMBEDDED_DATABASE:
            return ["Log in     with the accounts of your database (manage.py createsuperuser)"]
        if not User.objects.exists() and not Article.objects.exists():
            self._say("Loading a demo newsroom …")
            password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
            load_demo(password)
            shown = "the one in DEMO_PASSWORD" if settings.DEMO_PASSWORD else password
            return [
                "Log in     as moderator, editor or admin",
                f"Password   {shown}" + ("" if settings.DEMO_PASSWORD else "   (shown only now)"),
            ]
        return [
            "Log in     with the password that was shown at the first start; to set a new one:",
            f"           {_manage()} changepassword moderator",
        ]

    def _start_programs(self, supervisor: Supervisor) -> None:
        for name, command in commands(settings.HOST, settings.PORT).items():
            part = supervisor.start(name, command, environment(settings.DATA_DIR))
        supervisor.wait_for(
            part,
            partial(web_server_answers, settings.HOST, settings.PORT),
            or_read="the lines above",
        )

    def _welcome(self, log_ins: list[str]) -> str:
        lines = [
            "",
            f"{settings.SITE_NAME} is up.",
            "",
            f"  Site       {settings.SITE_URL}/",
            f"  Comments   {settings.SITE_URL}{DESK}",
            *(f"  {line}" for line in log_ins),
            "",
            f"Ctrl-C stops everything. Everything is kept in {settings.DATA_DIR}.",
            "",
        ]
        return "\n".join(lines)

    def _say(self, text: str) -> None:
        # A terminal that was closed must not keep the site from stopping in order.
        with contextlib.suppress(OSError):
            self.stdout.write(text)
            self.stdout.flush()


def _manage() -> str:
    """Return the beginning of another command that finds this site."""
    command = f"{os.path.relpath(sys.executable)} manage.py"
    if "DATA_DIR" not in os.environ:
        return command
    return f"DATA_DIR={shlex.quote(str(settings.DATA_DIR))} {command}"


def provide_secret_key() -> None:
    """Make the site's own key where none is set, for this process and those it starts."""
    try:
        settings.SECRET_KEY  # noqa: B018 - Django refuses an empty key when it is read
    except ImproperlyConfigured:
        settings.SECRET_KEY = embedded.create_secret_key(settings.DATA_DIR / "secret_key")


@transaction.atomic
def load_demo(password: str) -> None:
    """Create the log-ins and the demo newsroom, both or neither."""
    hashed = make_password(password)
    for username, group_name, is_superuser in DEMO_LOG_INS:
        user = User.objects.create(
            username=username,
            email=f"{username}@newsroom.example",
            password=hashed,
            is_staff=True,
            is_superuser=is_superuser,
        )
        user.groups.set(Group.objects.filter(name=group_name))
    call_command("load_demo", verbosity=0)


def web_server_answers(host: str, port: int) -> bool:
    """Whether the web server answers, whatever it says."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not listened to
    connection = http.client.HTTPConnection(everywhere.get(host, host), port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
