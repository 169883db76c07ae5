"""People without an account: what they type, where it came from, their private pages, proof."""
