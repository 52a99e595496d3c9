"""`python -m hengji`."""

import sys

from hengji.cli import main

sys.exit(main())
