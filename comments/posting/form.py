"""May this be submitted? The "Leave a Reply" form, and what it refuses."""

from math import ceil
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Article
from comments.guests import (
    AddressField,
    BrowserField,
    CommentField,
    NameField,
    SecondsField,
    WebsiteField,
    clean_typed,
)
from comments.identity import plain_address
from comments.markup import MAX_TAGS
from comments.models import (
    EMAIL_MAX_LENGTH,
    NAME_MAX_LENGTH,
    WEBSITE_MAX_LENGTH,
    Comment,
)
from comments.posting.submission import Submission, submit


class ReplyForm(forms.Form):
    comment = CommentField(
        label=gettext_lazy("Comment"),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Please write a comment.")},
    )
    name = NameField(
        label=gettext_lazy("Name"),
        max_length=NAME_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Please enter your name.")},
    )
    email = AddressField(
        label=gettext_lazy("Email"),
        max_length=EMAIL_MAX_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Please enter your email address. It is not published."),
            "invalid": gettext_lazy("Please enter an email address such as name@example.com."),
        },
    )
    website = WebsiteField(
        label=gettext_lazy("Website"),
        max_length=WEBSITE_MAX_LENGTH,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
        error_messages={
            "invalid": gettext_lazy("Please enter a web address such as https://example.com."),
        },
    )
    remember = forms.BooleanField(
        label=gettext_lazy(
            "Save my name, email, and website in this browser for the next time I comment."
        ),
        help_text=gettext_lazy(
            "With a random number, by which we know this browser again, so that others cannot"
            " easily pass for you."
        ),
        required=False,
    )
    browser = BrowserField(required=False, widget=forms.HiddenInput)
    # Made in the browser, for this form: the page may come from a cache, the same for all.
    form_number = BrowserField(required=False, widget=forms.HiddenInput)
    mail_me = forms.BooleanField(
        label=gettext_lazy("Email me when my comment is published."), required=False
    )
    # Signals: they are recorded, and refuse nobody.
    subject = forms.CharField(
        label=gettext_lazy("Leave this field empty. It tells robots from people."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    seconds = SecondsField(required=False, widget=forms.HiddenInput)
    parent = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput
    )

    def __init__(
        self,
        data: QueryDict | dict[str, Any] | None = None,
        *,
        article: Article,
        parent: Comment | None = None,
        initial: dict[str, Any] | None = None,
        client_address: str = "",
        user_agent: str = "",
        seconds_to_wait: int = 0,
    ) -> None:
        super().__init__(data, initial=initial or {"parent": parent.pk if parent else None})
        self.article = article
        self.client_address = plain_address(client_address)
        self.user_agent = clean_typed(user_agent)[:300]
        self.reply_parent: Comment | None = parent
        self.seconds_to_wait = seconds_to_wait
        self._limit_length_of_comment()
        self.helper = self._layout()

    def clean_comment(self) -> str:
        text: str = self.cleaned_data["comment"]
        refuse_too_many_tags(text)
        return text

    def clean(self) -> dict[str, Any]:
        self._refuse_flood()
        self._find_parent()
        return self.cleaned_data

    def save(self) -> Submission:
        """Store the comment; raise `AlreadySubmitted` where it is a second try."""
        typed = self.cleaned_data
        return submit(
            article=self.article,
            parent=self.reply_parent,
            name=typed["name"],
            email=typed["email"],
            website=typed["website"],
            body=typed["comment"],
            client_address=self.client_address,
            user_agent=self.user_agent,
            browser=typed["browser"],
            form_number=typed["form_number"],
            wants_publication_mail=typed["mail_me"],
            honeypot_filled=bool(typed["subject"]),
            seconds_to_fill=typed["seconds"],
        )

    def with_what_was_typed(self) -> "ReplyForm":
        """Return a form that holds the same, and has not been judged."""
        return ReplyForm(article=self.article, initial=dict(self.data.items()))

    @property
    def is_flood(self) -> bool:
        return self.has_error(NON_FIELD_ERRORS, "flood")

    @property
    def is_duplicate(self) -> bool:
        return self.has_error(NON_FIELD_ERRORS, "duplicate")

    def refuse_duplicate(self) -> None:
        """Say that it is there already, which only saving finds out: a twin may be on its way."""
        sentence = _("We already have this comment from you.")
        self.add_error(None, ValidationError(sentence, code="duplicate"))

    def _refuse_flood(self) -> None:
        """Whatever else is wrong, so that nobody learns anything from very many tries."""
        if not self.seconds_to_wait:
            return
        minutes = ceil(self.seconds_to_wait / 60)
        sentence = ngettext(
            "You are posting faster than we can read."
            " Your comment is still here: please try again in %(count)d minute.",
            "You are posting faster than we can read."
            " Your comment is still here: please try again in %(count)d minutes.",
            minutes,
        )
        self.add_error(None, ValidationError(sentence % {"count": minutes}, code="flood"))

    def _find_parent(self) -> None:
        """Resolve the comment replied to; where it is gone, the next try stands by itself."""
        parent_id = self.cleaned_data.get("parent")
        if parent_id is None and not self.has_error("parent"):
            return
        self.errors.pop("parent", None)
        self.reply_parent = (
            Comment.objects.approved().filter(article=self.article, pk=parent_id).first()
            if parent_id
            else None
        )
        if self.reply_parent is None:
            self.data = {**dict(self.data.items()), "parent": ""}
            self.add_error(
                None,
                ValidationError(
                    _(
                        "The comment that you reply to is no longer published."
                        " Post again to comment on the article instead."
                    ),
                    code="parent_gone",
                ),
            )

    def _limit_length_of_comment(self) -> None:
        """A setting that tests and operators change; a class body would read it only once."""
        field = self.fields["comment"]
        field.widget.attrs["maxlength"] = settings.COMMENT_MAX_LENGTH
        field.validators.append(MaxLengthValidator(settings.COMMENT_MAX_LENGTH))

    def _layout(self) -> FormHelper:
        helper = FormHelper()
        helper.form_id = "reply-form"
        helper.form_action = reverse("comments:create", args=[self.article.slug])
        # An anonymous POST is protected by its origin (see `origin`): the page may be cached.
        helper.disable_csrf = True
        helper.attrs = {"novalidate": ""}
        helper.layout = Layout(
            "comment",
            Div("name", "email", "website", css_class="reply-form-writer"),
            Field("remember", wrapper_class="needs-script"),
            "browser",
            "form_number",
            "mail_me",
            Div("subject", css_class="honeypot"),
            "seconds",
            "parent",
            Submit("post", _("Post Comment")),
        )
        return helper


def refuse_too_many_tags(text: str) -> None:
    """Refuse what `markup` must not be given."""
    if text.count("<") > MAX_TAGS:
        raise ValidationError(
            _("Please use at most %(max)d “<” in a comment; this one has %(count)d.")
            % {"max": MAX_TAGS, "count": text.count("<")},
            code="too_many_tags",
        )
