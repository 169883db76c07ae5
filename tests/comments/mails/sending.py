"""What the scheduler does: put what is to be told into the outbox, and send what is due there."""

from comments import mails


def tell() -> int:
    """Return how many mails the mail server took."""
    mails.enqueue_digests()
    mails.enqueue_publications()
    return mails.send_due()
