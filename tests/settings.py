"""The project's own settings, in an environment that is the same on every machine.

No test reads a developer's `.env`, writes into the working tree, or finds a server by chance.
"""

import atexit
import os
import re
import shutil
from pathlib import Path

from tests.processes import new_short_folder

_READS_VARIABLE = re.compile(r"env\.\w+\(\s*\"(\w+)\"")
_settings = Path(__file__).parent.parent / "newsroom" / "settings.py"
for _name in _READS_VARIABLE.findall(_settings.read_text()):
    os.environ.pop(_name, None)
# What Celery and httpx read by themselves.
for _name in [*os.environ]:
    if _name.startswith("CELERY_") or _name.lower().endswith("_proxy"):
        del os.environ[_name]

_data_dir = new_short_folder()
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)

os.environ.update(
    PYTHON_DOTENV_DISABLED="1",
    DATA_DIR=_data_dir,
    SECRET_KEY="a key for tests only",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""),
)

# What is set above has to be there before.
from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, STATIC_ROOT  # noqa: E402

if not os.environ["DATABASE_URL"]:
    # As Django does; but to the name of a backend that is not Django's own, pytest-django puts that
    # of its process: here it ends what SQLite does not read.
    DATABASES["default"]["TEST"] = {
        "NAME": "file:memorydb_default?mode=memory&cache=shared&process=",
    }

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # No test depends on `collectstatic` having been run.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# WhiteNoise warns where it is missing.
STATIC_ROOT.mkdir()
