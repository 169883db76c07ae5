"""Dates and times in English, wherever it is spoken: as readers see them, and as forms take them.

Django's own say "12:31 a.m." for 00:31. Day and month are in one order, and a month is a word.
"""

TIME_FORMAT = "H:i"
DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
