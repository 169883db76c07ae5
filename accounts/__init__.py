"""Colleagues' log-ins: what holds up guessing at passwords, and who signed in."""
