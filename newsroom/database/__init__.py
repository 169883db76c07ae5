"""The database, as one that may hang: the web server waits for it for seconds, and no longer.

`postgresql` and `sqlite3` are Django's backends, with that limit.
"""

from newsroom.database.breaker import is_refusing
from newsroom.database.failures import is_outage, name_of
from newsroom.database.patience import wait_as_task, wait_as_web_server

__all__ = ["is_outage", "is_refusing", "name_of", "wait_as_task", "wait_as_web_server"]
