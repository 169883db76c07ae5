class NotUnderstood(ValueError):
    """Says how the value is written right; whose value it is adds the reader."""


class WrongSetting(SystemExit):
    """Ends whichever program reads the settings, before it starts anything, with its sentence.

    So manage.py, the web server, the worker and the scheduler say the same, and none a traceback.
    """
