"""Settings of the application: everything that differs between sites comes from the environment or the site's own folder.

HENGJI_SITE      folder of the site: database, files, secret key, checkpoints (made where it is missing)
DATABASE_URL     postgres://user:password@host:port/name; without it SQLite in the site's folder
HENGJI_HOSTS     names under which the site is reached, with commas; localhost is always one
HENGJI_HTTPS     1 where a front server speaks HTTPS: cookies are then sent over HTTPS only
HENGJI_SECRET    the secret key; without it one is made and kept in the site's folder
HENGJI_PUBLIC    address of the site as the public reaches it, for QR codes; without it the one of the request
HENGJI_RULEBOOK  folders laid over the law book, with the separator of PATH
"""

from __future__ import annotations

import os
from pathlib import Path

from hengji.web import site

HERE = Path(__file__).resolve().parent
SITE = site.folder()
SECRET_KEY = os.environ.get("HENGJI_SECRET") or site.secret(SITE)
DEBUG = False
HTTPS = os.environ.get("HENGJI_HTTPS") == "1"
PUBLIC_URL = os.environ.get("HENGJI_PUBLIC", "")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("HENGJI_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "hengji.web.templating",
    "hengji.web.journal",
    "hengji.web.accounts",
    "hengji.web.work",
    "hengji.web.library",
    "hengji.web.rounds",
    "hengji.web.submissions",
    "hengji.web.reviews",
    "hengji.web.public",
]
MIDDLEWARE = [
    "hengji.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hengji.web.api.middleware.programs",
    "hengji.web.middleware.told",
    "hengji.web.middleware.Policy",
]
ROOT_URLCONF = "hengji.web.urls"
WSGI_APPLICATION = "hengji.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hengji.web.context.signed_in",
            ],
        },
    }
]
DATABASES = {"default": site.database(SITE, os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hengji.web.accounts.backends.Accounts"]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "todo"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "hengji.web.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hengji.web.views.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SILENCED_SYSTEM_CHECKS = ["security.W008"]

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATETIME_FORMAT = "Y-m-d H:i"
DATE_FORMAT = "Y-m-d"

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
STATIC_ROOT = SITE / site.STATIC
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": SITE / "unused"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

MIB = 2**20
MOST_UPLOAD = 50 * MIB
MOST_PER_UNIT = 500 * MIB
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * MIB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = MIB
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
