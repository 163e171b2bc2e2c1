"""The program as in production, for a server that is proved; but sign-in costs nothing."""

from config.settings import *  # noqa: F403

# Sixty visitors sign in at once; the strength of the hash is not what is proved here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
# A mail server that hangs is met within the proof's time.
EMAIL_TIMEOUT = 3
