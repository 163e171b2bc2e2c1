"""The program's settings as the tests need them: quick, quiet, and beside nobody's data."""

import os

os.environ.setdefault("GENDAN_TESTING", "1")

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES

# Test runs side by side each need a database of their own.
_name = DATABASES["default"]["NAME"]
_suffix = os.environ.get("PYTEST_DB_SUFFIX", "")
if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_{_name}{'_' * bool(_suffix)}{_suffix}"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # A test's data may be lost with the machine; waiting for the disk at each commit is not needed.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
LOGGING = {}
