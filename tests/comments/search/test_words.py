"""Search for words: the same is found by the index and by looking through texts."""

import pytest
from django.db import connection

from comments.models import Comment
from comments.search import words as search_module
from comments.search.index import prepare_index
from comments.search.words import Wanted, search
from tests.comments.factories import CommentFactory
from tests.corpora import cases

pytestmark = pytest.mark.django_db

NAME = "Zoë O’Hanlon-Brandt"
BODY = "Der Fähre's café: see https://cheap-loans.example/A_b?c=100% or call 030/555.\nÜber ALLES!"


def found(typed: str) -> list[int]:
    return list(search(Comment.objects.all(), Wanted.words(typed)).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("cafe", True),
        ("CAFÉ", True),
        ("cafe\u0301", True),
        ("fah uber", True),
        ("uber zoe", True),
        ("afe", False),
        ("cafe nothing", False),
        ("cheap-loans.example", True),
        ("https://cheap-loans.ex", True),
        ("loans.cheap", False),
        ('"see https"', True),
        ('"see http"', False),
        ('"https see"', False),
        ('"cafe see" alles', True),
        ('"cafe se', False),
        ("o'hanlon", True),
        ("hanlon brandt", True),
        ("100%", True),
        ("555", True),
        ("c=100", True),
    ],
)
def test_words_are_found_by_the_index_and_in_a_text_at_hand(typed: str, is_found: bool) -> None:
    comment = CommentFactory(name=NAME, body=BODY)
    CommentFactory(name="Ann", body="Something else.")
    assert found(typed) == ([comment.pk] if is_found else [])
    assert Wanted.words(typed).is_in(NAME, BODY) == is_found


@pytest.mark.parametrize(
    ("said", "typed", "is_found"),
    [
        ("昨天北京下雨了。", "北京", True),
        ("昨天北京下雨了。", "京北", False),
        ("昨天北京下雨了。", "北 雨", True),
        ("昨天北京下雨了。", '"下雨"', True),
        ("JR東日本の電車", "jr東日本", True),
        ("ガラスの靴", "ガラス", True),
        ("ガラスの靴", "カラス", False),
        ("ｶﾞﾗｽの靴", "ガラス", True),
        ("เมื่อวานฝนตกหนัก", "ฝนตก", True),
        ("เมื่อวานฝนตกหนัก", "แดด", False),
        ("어제 서울에 비가 왔다", "서울", True),
        ("Große Grüße", "GROSSE", True),
        ("Grosse Gruesse", "große", True),
        ("Strassenfest", "straß", True),
        ("DIŞARI çıktı", "dışarı", True),
        ("DIŞARI çıktı", "disari cikti", True),
        ("İstanbul", "istanbul", True),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς", True),
        ("हिन्दी भाषा।", "हिन्दी भाषा", True),
        ("हिन्दी भाषा।", "हिन्दू", False),
        ("مَرْحَبًا", "مرحبا", True),
        *((case["text"], case["look_for"], True) for case in cases("search") if "look_for" in case),
    ],
)
def test_words_are_found_in_every_script(said: str, typed: str, is_found: bool) -> None:
    comment = CommentFactory(name="Ann", body=f"Und: {said}")
    assert found(typed) == ([comment.pk] if is_found else [])
    assert Wanted.words(typed).is_in("Ann", comment.body) == is_found


ODD = r"' * :* a:* -a ^a ( ) {a} \ a\ % _ body:a <-> !a -- ; ? 😀 ¹² ª 안녕 𝐛𝐨𝐥𝐝 NOT NEAR(a"


@pytest.mark.parametrize(
    "typed",
    [
        *ODD.split(),
        *('"', '"""', 'a"', "a & | b", "a OR", "a AND", "a + b", "\0", "a\u0301\u0301", "न\u093fम"),
        *("é" * 200, "x" * 3000, "ﷺ" * 200),
    ],
)
def test_whatever_is_typed_is_no_error(typed: str) -> None:
    CommentFactory()
    found(typed)
    list(search(Comment.objects.all(), Wanted.words_or_address(f"{typed}@a")))
    Wanted.words(typed).is_in(NAME, typed)


@pytest.mark.parametrize("typed", ["", "  ", '""', "!", "😀"])
def test_what_has_no_words_finds_nothing(typed: str) -> None:
    CommentFactory()
    assert found(typed) == []
    assert not Wanted.words(typed).is_in("Ann", typed)


def test_the_index_follows_every_change() -> None:
    comment = CommentFactory(body="Before the flood.")
    Comment.objects.filter(pk=comment.pk).update(body="After the storm.")
    assert (found("flood"), found("storm")) == ([], [comment.pk])
    [copy] = Comment.objects.bulk_create(
        [Comment(article=comment.article, name="Storm", body="x", receipt_digest="x")]
    )
    assert set(found("storm")) == {comment.pk, copy.pk}
    comment.delete()
    assert found("storm") == [copy.pk]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("ann@mail.example", True),
        ("ANN@Mail", True),
        ("ann@", True),
        ("@mail.example", True),
        ("@mail", True),
        ("@ail", False),
        ("nn@mail.example", False),
        ("ann_mail@", False),
        ("ann", False),
    ],
)
def test_an_address_is_found_by_its_beginning_or_its_domain(typed: str, is_found: bool) -> None:
    comment = CommentFactory(name="Reader", email="Ann@mail.example")
    wanted = Wanted.words_or_address(typed)
    assert list(search(Comment.objects.all(), wanted)) == ([comment] if is_found else [])
    assert wanted.is_in(comment.name, comment.body, "Ann@mail.example") == is_found
    assert found(typed) == []


def test_a_percent_sign_in_an_address_is_only_itself() -> None:
    CommentFactory(email="anna@mail.example")
    assert not search(Comment.objects.all(), Wanted.words_or_address("a%a@mail")).exists()


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_triggers_that_a_migration_dropped_come_back_with_what_they_missed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER comments_words_insert")
    comment = CommentFactory(body="Unheard.")
    assert found("unheard") == []
    prepare_index(using="default")
    assert found("unheard") == [comment.pk]


def test_preparing_again_changes_nothing() -> None:
    comment = CommentFactory(body="Heard.")
    prepare_index(using="default")
    assert found("heard") == [comment.pk]


def test_without_fts5_texts_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "has_fts5", lambda: False)
    comment = CommentFactory(body="The winter timetable.", email="ann@mail.example")
    CommentFactory()
    assert found('WINTER "the winter"') == [comment.pk]
    wanted = Wanted.words_or_address("ann@mail")
    assert list(search(Comment.objects.all(), wanted)) == [comment]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_the_index_of_an_earlier_version_goes() -> None:
    comment = CommentFactory(body="Straße")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER comments_words_delete")
        cursor.execute("DROP TABLE comments_words")
        cursor.execute("CREATE VIRTUAL TABLE comments_search USING fts5(name, body)")
        cursor.execute(
            "CREATE TRIGGER comments_search_insert AFTER INSERT ON comments_comment"
            " BEGIN INSERT INTO comments_search(name) VALUES (new.name); END"
        )
    prepare_index(using="default")
    assert found("strasse") == [comment.pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'comments_search%%'", [])
        assert cursor.fetchone() == (0,)
