"""The site with a check that some comments hang, or end the process of: for tests alone."""
