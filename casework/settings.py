"""Settings, from the environment.

Without an environment these are the settings of a development machine: DEBUG on, an SQLite file, a key that
is public. With `CASEWORK_ENV=production` the program refuses to start on any of those.
"""

from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from casework.lib.encryption import read_keys

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "development-only-key-never-for-real-people-0123456789"
DEVELOPMENT_FIELD_KEYS = "development:b25seSBmb3IgZGV2ZWxvcG1lbnQsIG5ldmVyIHJlYWw="
DEVELOPMENT_SIGNING_KEY = "ZGV2ZWxvcG1lbnQgb25seSAtIG5vdCBmb3IgcGVvcGw="

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("CASEWORK_ENV", default="development")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=not PRODUCTION)
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

_field_keys = env.str("FIELD_KEYS", default="" if PRODUCTION else DEVELOPMENT_FIELD_KEYS)
# Ed25519 keys that sign the checkpoints of the audit: 32 bytes in base64. The first signs; those that signed
# before it follow after a comma and are still believed.
AUDIT_SIGNING_KEY = env.list("AUDIT_SIGNING_KEY", default=[DEVELOPMENT_SIGNING_KEY])

if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(f"CASEWORK_ENV is {ENVIRONMENT!r}: write development or production.")
if PRODUCTION and SECRET_KEY in ("", DEVELOPMENT_KEY):
    raise ImproperlyConfigured("Production needs a SECRET_KEY of its own: set it in the environment.")
if PRODUCTION and (not _field_keys or DEVELOPMENT_FIELD_KEYS.partition(":")[2] in _field_keys):
    raise ImproperlyConfigured("Production needs FIELD_KEYS of its own: without them nothing sealed can be read.")
try:
    # The keys of what stands sealed in the database, the newest first; `manage.py rotate_keys` leaves the others.
    FIELD_KEYS = read_keys(_field_keys)
except ValueError as error:
    raise ImproperlyConfigured(f"FIELD_KEYS cannot be read: {error}.") from None
if PRODUCTION and (not AUDIT_SIGNING_KEY or DEVELOPMENT_SIGNING_KEY in AUDIT_SIGNING_KEY):
    raise ImproperlyConfigured("Production needs an AUDIT_SIGNING_KEY of its own: openssl rand -base64 32")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG shows personal data on error pages: it cannot be on in production.")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Production needs ALLOWED_HOSTS: the names this site answers to.")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "casework.accounts",
    "casework.audit",
    "casework.jobs",
    "casework.people",
    "casework.matching",
    "casework.families",
    "casework.attachments",
    "casework.exchanges",
    "casework.notifications",
    "casework.merging",
    "casework.protection",
    "casework.reports",
    "casework.demo",
    "casework.accounts.apps.AdminConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "phonenumber_field",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Pages too: the token in them is masked anew each time, and the length of each is blurred against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "casework.accounts.middleware.HeadersMiddleware",
    "casework.accounts.middleware.NulByteMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "casework.accounts.middleware.MultipartNulByteMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casework.accounts.middleware.NoStoreMiddleware",
    "casework.accounts.middleware.SignInMiddleware",
    "casework.accounts.middleware.RefusedMiddleware",
    "casework.lib.searches.SearchMiddleware",
    "casework.audit.middleware.AuditMiddleware",
]

ROOT_URLCONF = "casework.urls"
WSGI_APPLICATION = "casework.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["casework.lib.date_words", "django.contrib.humanize.templatetags.humanize"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.accounts.navigation.navigation",
                "casework.guides.help_link",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'casework.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Nothing acknowledged may be lost: every commit reaches the disk. IMMEDIATE takes the write lock at the
    # start of a transaction, so that two writers queue instead of failing half way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        # What was erased, or stood open before it was sealed, does not stay on the free pages.
        " PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["casework.accounts.backends.UserBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "casework.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "casework.accounts.sign_in.forms.SignInForm",
    "change_password": "casework.accounts.sign_in.forms.OwnPasswordForm",
    "reauthenticate": "casework.accounts.sign_in.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# By address, and generous: an office stands behind one. Guesses at one account are counted in sign_in.actions.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": None}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_SESSION_REMEMBER = False
# How many proxies stand before this program: the address of a client is what the outermost of them wrote.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

MFA_ADAPTER = "casework.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "casework.accounts.sign_in.forms.CodeForm",
    "authenticate_webauthn": "casework.accounts.sign_in.forms.PasskeyForm",
    "reauthenticate": "casework.accounts.sign_in.forms.CodeAgainForm",
    "activate_totp": "casework.accounts.sign_in.forms.AppForm",
    "add_webauthn": "casework.accounts.sign_in.forms.NewPasskeyForm",
    "login_webauthn": "casework.accounts.sign_in.forms.PasskeySignInForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no address is used for anything at the door
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Casework"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which the clock of a telephone may be wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Production cannot do without. Elsewhere nobody has a telephone for ten invented users.
SECOND_FACTOR_REQUIRED = PRODUCTION or env.bool("SECOND_FACTOR_REQUIRED", default=False)
# From these networks whoever does intake and nothing else needs no second factor, as 10.1.0.0/16, 2001:db8::/48.
TRUSTED_NETWORKS = [ip_network(network) for network in env.list("TRUSTED_NETWORKS", default=[])]

MESSAGE_STORAGE = "casework.lib.sealed_messages.SealedMessages"
_COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}django_language"
DEVICE_COOKIE_NAME = f"{_COOKIE_PREFIX}device"
DEVICE_COOKIE_AGE = 180 * 24 * 60 * 60
# In seconds: the longest that a session lasts, and the longest that nothing is done in it.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = env.int("SESSION_IDLE_MINUTES", default=30) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "frame-src": [NONE],
        "object-src": [NONE],
        "worker-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Limits by address stand here: a flood from many must not push out what is counted of each.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What the worker does every second besides the queued jobs: each takes no arguments and may run at any time.
PERIODIC_TASKS = [
    "casework.notifications.actions.prepare_news",
    "casework.matching.actions.compare_registers",
    "casework.jobs.actions.free_stalled_jobs",
    "casework.families.actions.drop_old_drafts",
    "casework.audit.actions.sign_due_checkpoint",
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("uk", _("Ukrainian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["casework.formats"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Kyiv")
USE_I18N = USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "UA"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
# Documents and photographs, sealed. No server may hand out this folder.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
# Uploads stay in memory, up to this; what reads them sets the limit on their size.
FILE_UPLOAD_HANDLERS = ["casework.lib.uploads.InMemoryUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Messages say that there is something to see, never what: smtp+tls://user:password@host:587
vars().update(env.email_url("EMAIL_URL", default="dummymail://" if PRODUCTION else "consolemail://"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="casework@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "casework.lib.logs.QuietFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Named here, "django" mails nothing to administrators: its mails hold the whole request.
    "loggers": {"casework": {"level": "INFO"}, "django": {"level": "WARNING"}},
}
