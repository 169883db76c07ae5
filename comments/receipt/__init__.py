"""A reader's own comment: its private page, and what its owner may do there."""
