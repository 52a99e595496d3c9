"""`python -m hengji.web.work [NICE]`: a worker as a process of its own."""

from __future__ import annotations

import gc
import os
import sys

import django

NICE = 5
"""Pages come before long work where both want the processor: three times its share."""
GARBAGE = 20_000
"""So many new objects before they are looked through: a package makes hundreds of thousands that end with it."""

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengji.web.settings")
    django.setup()
    os.nice(int(sys.argv[1]) if len(sys.argv) > 1 else NICE)
    from hengji.web.law import book, source
    from hengji.web.work.worker import run

    book(), source()
    gc.collect()
    gc.set_threshold(GARBAGE)
    gc.freeze()  # the law book lives as long as the process: to look through it for garbage again and again costs every package
    run()
