"""Finding comments by their words, names and addresses, on both databases."""
