"""In which order a worker takes from its queues."""

from kombu.utils.scheduling import round_robin_cycle


# It takes type arguments in its stubs alone.
class RetriesLast(round_robin_cycle):  # type: ignore[type-arg]
    """Take turns among the queues, and take from `retries` only when the others are empty.

    Taking turns with it too, as kombu does by itself, every second message would be one that may
    hold its process until the time limit, while a hundred comments wait that take milliseconds.
    """

    # A list, whatever the types say: it is gone through once for each priority.
    def consume(self, n: int) -> list[str]:  # type: ignore[override]
        """Return the names of the queues in the order in which Redis shall look into them."""
        return sorted(super().consume(n), key=lambda name: name == "retries")
