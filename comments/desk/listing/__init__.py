"""Which comments a page of the desk shows, and in what order."""
