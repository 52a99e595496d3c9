"""What the server calls."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengji.web.settings")
application = get_wsgi_application()

from hengji.web.law import book  # noqa: E402 - the settings are read first

book()
gc.collect()
gc.set_threshold(20_000)  # a page makes thousands of objects that end with it
gc.freeze()  # the law book lives as long as the process: to look through it for garbage again and again costs every request
