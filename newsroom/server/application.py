"""ASGI towards the web server, WSGI towards Django."""

import logging
from collections.abc import Iterable
from functools import partial

from newsroom.server.answers import WSGIApplication, collect
from newsroom.server.bodies import Bodies
from newsroom.server.environ import environ_of, path_of
from newsroom.server.limits import Limits
from newsroom.server.protocol import ClientGone, Receive, Scope, Send
from newsroom.server.refusals import BodyTooLarge, Failed, Refused
from newsroom.server.sending import Reply
from newsroom.server.sockets import give_up_on_unread_answers, raise_descriptor_limit
from newsroom.server.threads import ReservedThreads, Threads

logger = logging.getLogger(__name__)


class Application:
    """Answers each request by the WSGI application, in a thread, once it is here as a whole.

    What monitors ask, at the addresses of `probes`, waits for no thread that a reader holds.
    """

    def __init__(
        self, wsgi: WSGIApplication, limits: Limits, *, probes: Iterable[str] = ()
    ) -> None:
        self._wsgi = wsgi
        self._limits = limits
        self._bodies = Bodies(limits)
        self._threads = Threads(limits)
        self._reserved = {path: ReservedThreads(limits) for path in probes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            # A WebSocket, which nothing here speaks.
            await send({"type": f"{scope['type']}.close"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = Reply(
            receive,
            send,
            timeout=self._limits.client_timeout,
            is_head=scope["method"] == "HEAD",
        )
        try:
            async with self._bodies.read(scope["headers"], receive) as body:
                environ = environ_of(scope, body.file, body.size)
                work = partial(collect, self._wsgi, environ, reply.send_part_from_thread)
                threads = self._reserved.get(path_of(scope), self._threads)
                answer = await threads.run(work)
            await reply.finish(answer)
        except BodyTooLarge as refusal:
            await refusal.send(send)
            await self._bodies.discard(receive)
        except Refused as refusal:
            await refusal.send(send)
        except ClientGone:
            return
        except Exception:
            logger.exception("A request was not answered to its end")
            if not reply.has_begun:
                await Failed().send(send)
        finally:
            reply.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        raise_descriptor_limit()
        listening = give_up_on_unread_answers(self._limits.client_timeout)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        listening.cancel()
        await self._threads.close()
        for threads in self._reserved.values():
            await threads.close()
        await send({"type": "lifespan.shutdown.complete"})
