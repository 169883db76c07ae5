from collections.abc import Iterable

import pytest

from newsroom.server.bodies import Bodies
from newsroom.server.limits import BODY_IN_MEMORY, Limits
from newsroom.server.protocol import ClientGone, Headers, Message
from newsroom.server.refusals import BodyTooLarge, BodyTooSlow, Refused, TooBusy
from tests.newsroom.server.clients import GONE, LIMITS, Client, part, pass_time, run

CHUNKED: Headers = [(b"transfer-encoding", b"chunked")]


def announced(size: int) -> Headers:
    return [(b"content-length", b"%d" % size)]


def read(headers: Headers, messages: Iterable[Message], limits: Limits = LIMITS) -> bytes:
    async def work() -> bytes:
        async with Bodies(limits).read(headers, Client(messages).receive) as body:
            content = body.file.read()
            assert body.size == len(content)
            return content

    return run(work())


def test_a_body_is_read_to_its_end() -> None:
    assert read(announced(6), [part(b"abc", more=True), part(b"def")]) == b"abcdef"


def test_a_body_of_unknown_length_is_read_to_its_end() -> None:
    assert read(CHUNKED, [part(b"abc", more=True), part(b"", more=True), part(b"d")]) == b"abcd"


def test_a_body_that_memory_is_too_good_for_is_the_same() -> None:
    half = b"x" * BODY_IN_MEMORY

    assert read(CHUNKED, [part(half, more=True), part(half)]) == half + half


def test_where_no_body_is_announced_none_is_waited_for() -> None:
    assert read([], []) == b""


def test_a_client_that_leaves_is_no_error() -> None:
    with pytest.raises(ClientGone):
        read(announced(6), [part(b"abc", more=True), GONE])


def test_a_body_that_is_announced_too_large_is_not_even_begun() -> None:
    with pytest.raises(BodyTooLarge):
        read(announced(LIMITS.largest_body + 1), [])


def test_a_body_that_becomes_too_large_is_read_no_further() -> None:
    with pytest.raises(BodyTooLarge):
        read(CHUNKED, [part(b"x" * LIMITS.largest_body, more=True), part(b"x", more=True)])


def test_all_bodies_together_are_bounded_and_make_room_again() -> None:
    async def work() -> None:
        bodies = Bodies(Limits(client_timeout=30, largest_body=8, threads=1, all_bodies=10))
        async with bodies.read(announced(8), Client([part(b"12345678")]).receive):
            with pytest.raises(TooBusy):
                async with bodies.read(announced(8), Client([part(b"12345678")]).receive):
                    pass
        async with bodies.read(announced(8), Client([part(b"12345678")]).receive) as body:
            assert body.size == 8

    run(work())


@pytest.mark.parametrize(
    ("size", "refused"),
    [(1, BodyTooSlow), (1000, BodyTooSlow), (500_000, None)],
    ids=["a byte now and then", "a few now and then", "a slow line"],
)
def test_only_who_goes_on_sending_has_more_time(size: int, refused: type[Refused] | None) -> None:
    async def work() -> int:
        client = Client([part(b"x" * size, more=True), part(b"x" * size)])

        async def receive() -> Message:
            await pass_time(25)
            return await client.receive()

        async with Bodies(LIMITS).read(CHUNKED, receive) as body:
            return body.size

    if refused:
        with pytest.raises(refused):
            run(work())
    else:
        assert run(work()) == 2 * size


def test_who_sends_half_a_body_is_refused() -> None:
    limits = Limits(client_timeout=0, largest_body=10, threads=1)

    with pytest.raises(BodyTooSlow):
        read(announced(6), [part(b"abc", more=True)], limits)
