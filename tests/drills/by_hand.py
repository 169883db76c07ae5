"""What docs/operating.md leaves to the operator: names, answers, and what is done by hand."""

import re
import secrets
from typing import Final

from tests.drills.booted import Booted
from tests.drills.facts import Facts
from tests.drills.follower import ByHand, Expected
from tests.drills.machine import missing
from tests.drills.visitors import Colleague, Door, Public
from tests.processes import PROJECT, wait_until

GUIDE: Final = PROJECT / "docs" / "operating.md"
HEADING: Final = "A machine of your own, step by step"

# Names of the document that stand for others.
NAMES: Final = {"news.example": "ferry.example"}
SITE: Final = NAMES["news.example"]
OPERATOR, MODERATOR, EDITOR = "olga", "mo", "edith"
PASSWORD: Final = "a quiet harbour"
DATABASE_PASSWORD: Final = "lettersand99digits"
ARTICLE: Final = "The ferry sails again"

# What programs ask, and what is typed then.
ANSWERS: Final = {
    "Continue? [Y/n]": "y",
    "Enter password for new role:": DATABASE_PASSWORD,
    "Enter it again:": DATABASE_PASSWORD,
    "Username (leave blank to use 'newsroom'):": OPERATOR,
    "Email address:": f"{OPERATOR}@{SITE}",
    "Password:": PASSWORD,
    "Password (again):": PASSWORD,
}
# The first eight in .env, as their examples are, but for what is one's own.
SETTINGS: Final = {
    "SITE_URL": f"https://{SITE}",
    "SITE_NAME": "The Ferry Post",
    "DATA_DIR": "/var/lib/newsroom",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": f"postgresql://newsroom:{DATABASE_PASSWORD}@127.0.0.1:5432/newsroom",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "console:",
    "TRUSTED_PROXIES": "127.0.0.1",
}


class Operator:
    def __init__(self, machine: Booted, facts: Facts) -> None:
        self.machine = machine
        self.facts = facts
        self.door = Door(
            machine, SITE, machine.debian.path(f"/etc/letsencrypt/live/{SITE}/fullchain.pem")
        )

    def put_project_there(self) -> None:
        self.machine.debian.add_checkout("/srv/newsroom")

    def fill_in_settings(self) -> None:
        path = self.machine.debian.path("/srv/newsroom/.env")
        text = path.read_text()
        first = re.findall(r"^# ([A-Z_]+)=", text, re.MULTILINE)[: len(SETTINGS)]
        if first != list(SETTINGS):
            missing(f"The first settings in .env are {first}, and not {list(SETTINGS)}.")
        for name, value in SETTINGS.items():
            text = re.sub(rf"^# {name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        path.write_text(text)

    def change_names_in_site(self) -> None:
        path = self.machine.debian.path("/etc/nginx/sites-available/newsroom")
        named = re.compile(r"^( *(?:server_name|ssl_certificate(?:_key)?) .*)$", re.MULTILINE)
        path.write_text(named.sub(lambda line: meant(line[1]), path.read_text()))

    def add_section(self) -> None:
        wait_until(Public(self.door).find_site, what="the site is up")
        operator = Colleague(self.door)
        self.facts.confirm("the operator can log in", operator.log_in(OPERATOR, PASSWORD))
        operator.fill_in("/admin/articles/section/add/", name="Harbour")

    def add_colleagues(self) -> None:
        operator = Colleague(self.door)
        assert operator.log_in(OPERATOR, PASSWORD)
        for name, group in ((MODERATOR, "Moderators"), (EDITOR, "Editors")):
            page = operator.fill_in(
                "/admin/auth/user/add/", username=name, password1=PASSWORD, password2=PASSWORD
            )
            number = re.search(r"/admin/auth/user/(\d+)/history/", page)
            assert number, page
            operator.fill_in(f"/admin/auth/user/{number[1]}/change/", groups=group)

    def publish_article(self) -> None:
        editor = Colleague(self.door)
        self.facts.confirm("an editor can log in", editor.log_in(EDITOR, PASSWORD))
        editor.fill_in(
            "/admin/articles/article/add/",
            "_publish",
            headline=ARTICLE,
            section="Harbour",
            body="<p>It sails.</p>",
        )


def meant(line: str) -> str:
    """Return it with the names that stand for others here."""
    for name, stands_for in NAMES.items():
        line = line.replace(name, stands_for)
    return line


BY_HAND: Final = (
    ByHand("Put the project into `/srv/newsroom`", Operator.put_project_there),
    ByHand("fill in the first eight settings in `.env`", Operator.fill_in_settings),
    ByHand(
        "change the names and the two paths of the certificate in the copy",
        Operator.change_names_in_site,
    ),
    ByHand("Log in at `/admin/` and add the sections under “Sections”", Operator.add_section),
    ByHand("add your colleagues: see below", Operator.add_colleagues),
)
EXPECTED: Final = (
    # "The last names what is left to do: now only the sections".
    Expected(4, r".*check --deploy", r"newsroom\.E007.+ identified 1 issue", code=1),
    Expected(8, r".*check --deploy", "identified no issues"),
    Expected(8, r"curl .*/readyz", r"HTTP/1\.1 200"),
)
