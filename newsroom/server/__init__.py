"""Between the web server and Django: no thread ever waits for a client.

A request takes a thread once it is here as a whole, and gives it back once its answer is. Whoever
sends half a body, or does not read an answer, holds a socket and some kilobytes for a time.
"""

from newsroom.server.application import Application
from newsroom.server.limits import Limits

__all__ = ["Application", "Limits"]
