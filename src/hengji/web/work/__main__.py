"""`python -m hengji.web.work`: the worker as a process of its own."""

from __future__ import annotations

import os

import django

NICE = 10
"""Pages come before long work where both want the processor."""

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengji.web.settings")
    django.setup()
    os.nice(NICE)
    from hengji.web.work.worker import run

    run()
