"""Comments, findings, watched words and people, with the smallest data that the database takes."""

from collections.abc import Callable

from django.contrib.auth.models import Group, User
from factory.declarations import (
    LazyAttribute,
    PostGeneration,
    RelatedFactory,
    SelfAttribute,
    Sequence,
    SubFactory,
)
from factory.django import DjangoModelFactory, Password

from comments.identity import browser_digest, email_digest, network_of
from comments.markup import render_comment
from comments.models import (
    CheckSetting,
    Comment,
    Contact,
    Finding,
    RejectionReason,
    Standing,
    Status,
    WatchedWord,
    WriterNote,
)
from comments.screening.simhash import compute_simhash

# No row has it: a server that goes on counting after each test may come to any smaller one.
NOBODYS_ID = 9_000_000_000_000_000


class ContactFactory(DjangoModelFactory[Contact]):
    """A contact; `browser` is the number that the reader's browser keeps."""

    class Meta:
        model = Contact

    class Params:
        browser = ""

    comment = SubFactory("tests.comments.factories.CommentFactory", contact=None)
    email = Sequence(lambda n: f"reader{n}@mail.example")
    email_digest = LazyAttribute(lambda contact: email_digest(contact.email))
    ip_address = "192.0.2.1"
    network = LazyAttribute(lambda contact: network_of(contact.ip_address or ""))
    user_agent = "Mozilla/5.0"
    browser_digest = LazyAttribute(
        lambda contact: (
            browser_digest(contact.browser, email=contact.email) if contact.browser else ""
        )
    )


class CommentFactory(DjangoModelFactory[Comment]):
    """A comment with its contact: `email`, `ip_address` and `browser` are the contact's.

    Others of the contact's fields are given as `contact__user_agent=…`, or `contact=None` leaves
    it out.
    """

    class Meta:
        model = Comment
        skip_postgeneration_save = True

    class Params:
        email = Sequence(lambda n: f"reader{n}@mail.example")
        # One network a comment, so that nobody's neighbours matter but where a test says so.
        ip_address = Sequence(lambda n: f"10.{n // 250 % 250}.{n % 250}.1")
        browser = ""

    article = SubFactory("tests.articles.factories.ArticleFactory")
    name = Sequence(lambda n: f"Reader {n}")
    body = Sequence(lambda n: f"My remark number {n}.")
    body_html = LazyAttribute(lambda comment: render_comment(comment.body))
    status = Status.SUBMITTED
    receipt_digest = Sequence(lambda n: f"{n:064x}")
    duplicate_key = Sequence(lambda n: f"d{n:063x}")
    simhash = LazyAttribute(lambda comment: compute_simhash(comment.body))

    contact = RelatedFactory(
        ContactFactory,
        factory_related_name="comment",
        email=SelfAttribute("..email"),
        ip_address=SelfAttribute("..ip_address"),
        browser=SelfAttribute("..browser"),
    )


class FindingFactory(DjangoModelFactory[Finding]):
    class Meta:
        model = Finding

    comment = SubFactory(CommentFactory)
    check_name = "links"
    score = 0.5
    reason = "1 link in 3 words."


class RejectionReasonFactory(DjangoModelFactory[RejectionReason]):
    class Meta:
        model = RejectionReason

    code = Sequence(lambda n: f"reason-{n}")
    name = Sequence(lambda n: f"Reason {n}")
    sentence = "Your comment broke a rule of the house."


class CheckSettingFactory(DjangoModelFactory[CheckSetting]):
    class Meta:
        model = CheckSetting
        django_get_or_create = ["check_name"]

    check_name = "links"
    sure_from = 95


class WatchedWordFactory(DjangoModelFactory[WatchedWord]):
    class Meta:
        model = WatchedWord

    text = Sequence(lambda n: f"watched{n}")


class StandingFactory(DjangoModelFactory[Standing]):
    """A ban of the address `email`, or of the `network` where that is given."""

    class Meta:
        model = Standing

    class Params:
        email = "ann@mail.example"

    kind = Standing.Kind.BANNED
    network = ""
    email_digest = LazyAttribute(
        lambda standing: "" if standing.network else email_digest(standing.email)
    )
    reason = "Insults everybody."
    by = SubFactory("tests.comments.factories.UserFactory")


class WriterNoteFactory(DjangoModelFactory[WriterNote]):
    """A note on the writer with the address `email`."""

    class Meta:
        model = WriterNote

    class Params:
        email = "ann@mail.example"

    email_digest = LazyAttribute(lambda note: email_digest(note.email))
    text = Sequence(lambda n: f"Note {n}.")
    by = SubFactory("tests.comments.factories.UserFactory")


def _joining(group: str) -> Callable[[User, bool, bool | None], None]:
    def join(user: User, _create: bool, wanted: bool | None) -> None:
        if wanted:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
            user.groups.add(Group.objects.get(name=group))

    return join


class UserFactory(DjangoModelFactory[User]):
    """A colleague: `moderator=True`, `lead=True`, `editor=True` put them into that group."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = Sequence(lambda n: f"colleague{n}")
    password = Password("a quiet harbour")

    moderator = PostGeneration(_joining("Moderators"))
    lead = PostGeneration(_joining("Lead moderators"))
    editor = PostGeneration(_joining("Editors"))
