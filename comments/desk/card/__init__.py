"""All that a card shows of one comment."""
