"""All settings in one file; what differs between places comes from the environment."""

import os
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("GENDAN_VAR", BASE_DIR / "var"))
env = environ.Env()
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("GENDAN_DEMO", default=False)
TESTING = env.bool("GENDAN_TESTING", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEBUG or TESTING or DEMO):
        raise ImproperlyConfigured("Set SECRET_KEY in the environment; see README, 'Production'.")
    SECRET_KEY = "only-for-the-demo-and-the-tests-" + "x" * 32
# The key of the tamper-evident event chain lies outside the database (reliability V17).
EVENT_CHAIN_KEY = env.str("EVENT_CHAIN_KEY", default=SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config",
    "office",
    "orders",
    "purchasing",
    "inventory",
    "finance",
    "documents",
    "masterdata",
    "ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ui.middleware.ProxiedAddressMiddleware",
    "ui.middleware.RequestIdMiddleware",
    "ui.measuring.MeasuringMiddleware",
    "ui.health.MachineDoors",
    "ui.policy.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ui.middleware.Utf8OnlyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "ui.middleware.PrivateMiddleware",
    "documents.middleware.AskOnceMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ui.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Databases -----------------------------------------------------------------------------

# SQLite before 3.51.3 can corrupt a WAL database (reliability §3.5): TRUNCATE + FULL there.
SQLITE_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)
SQLITE_JOURNAL = "WAL" if SQLITE_WAL_IS_SAFE else "TRUNCATE"
SQLITE_INIT = (
    f"PRAGMA journal_mode={SQLITE_JOURNAL};PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON;PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY"
)
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'gendan.sqlite3'}")
}


def _ask_again(pool: Any) -> None:
    pool.check()


_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": SQLITE_INIT,
    }
else:
    _options = _database.setdefault("OPTIONS", {})
    # `?pool=true` arrives as a string; Django wants a bool or a dict.
    if str(_options.pop("pool", "")).lower() in {"1", "true", "yes"}:
        size = {"min_size": 1, "max_size": env.int("DB_POOL_SIZE", default=8)}
        # Left to itself a pool that lost its database asks for it after 1, 2, 4, 8 … seconds, and
        # each visitor is handed one dead connection after the other: 20 seconds without service
        # after a crash of one second. So it asks every second, and drops all that are dead at once.
        patience = {"timeout": 5, "reconnect_timeout": 1, "reconnect_failed": _ask_again}
        _options["pool"] = size | patience
    else:
        _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
    # Finds out more cheaply whether a kept connection still lives.
    _database["ENGINE"] = "ui.postgresql"
    # Kept queries are prepared (`ui/plans.py`), which a pooler between us and it may not bear.
    _options["prepare_threshold"] = 0 if env.bool("DB_KEEPS_PLANS", default=True) else None
    # A database that is away is said to be after seconds, not after the minutes of TCP.
    _options.setdefault("connect_timeout", 5)
    _options.setdefault(
        "options", "-c jit=off -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
    )

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "masterdata.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "masterdata.backend.PeopleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False

# --- Words ---------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGE_COOKIE_NAME = "gendan_language"
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- Files ---------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Attachments lie outside the web root and are served only by a view that checks.
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "files"))
_static_backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
if not (DEBUG or TESTING or DEMO):
    _static_backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_backend},
}
# The demo serves static files from where they lie, without `collectstatic`.
WHITENOISE_USE_FINDERS = DEBUG or DEMO
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024

# --- Jobs and mails -------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Results of jobs lie outside the web root; several machines must share the folder.
JOB_FILES_ROOT = Path(os.environ.get("JOB_FILES_ROOT", VAR_DIR / "jobs"))
JOB_FILES_DAYS = env.int("JOB_FILES_DAYS", default=7)
# A worker that has not been heard of for so long is dead; its job goes to another.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)
# When the duties of the day are queued, by the firm's clock.
DUTIES_AT = env.str("DUTIES_AT", default="02:00")
# smtp+tls://user:password@host:587; without it mails are written to the worker's console.
_mail = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Gendan <gendan@localhost>")
# How the pages named in mails are reached; without it mails carry no links.
SITE_URL = env.str("SITE_URL", default="").rstrip("/")

# --- Safety --------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_TLS = env.bool("SECURE_TLS", default=not (DEBUG or TESTING or DEMO))
SESSION_ENGINE = "ui.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_TLS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ui.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE_TLS
# A monitor on this machine asks without TLS; neither address shows what is private.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_TLS
SECURE_HSTS_PRELOAD = SECURE_TLS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Watching over it ------------------------------------------------------------------------

# `/metrics` is there only where one of the two is set; `docs/OPERATIONS.md` says more.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_LOCAL = env.bool("METRICS_LOCAL", default=DEBUG or DEMO)
DISK_FREE_MB = env.int("DISK_FREE_MB", default=1024)
# Where a copy of each seal goes, apart from the database that it seals (reliability V17).
SEAL_FILE = env.str("SEAL_FILE", default="")

# --- Record history ------------------------------------------------------------------------

SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# --- Logs ----------------------------------------------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in {"line", "json"}:
    raise ImproperlyConfigured("LOG_FORMAT is 'line' or 'json'.")
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=500)
_SECRETS = (SECRET_KEY, EVENT_CHAIN_KEY, METRICS_TOKEN, str(_database.get("PASSWORD") or ""))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "ui.logs.RequestIdFilter"}},
    "formatters": {
        "line": {"()": "ui.logs.LineFormatter", "secrets": _SECRETS},
        "json": {"()": "ui.logs.JsonFormatter", "secrets": _SECRETS},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers write in a form of their own, and mail what is private.
        "django": {"handlers": [], "propagate": True},
        # Statements with what was asked for, session keys among it, whatever LOG_LEVEL says.
        "django.db.backends": {"level": "INFO"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        # It names what was typed as a user name, which now and then is a password.
        "axes": {"level": "ERROR"},
    },
}

if os.environ.get("GENDAN_NO_MIGRATIONS") == "1":
    # All or none: PostgreSQL refuses an unmigrated table that points at a migrated one.
    MIGRATION_MODULES = {app.rpartition(".")[2]: None for app in INSTALLED_APPS}
    MIGRATION_MODULES["django_tasks_database"] = None
