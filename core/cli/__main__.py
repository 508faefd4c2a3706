"""``python -m core.cli``: the same as ``raf-studio``."""

import sys

from core.cli.main import main

sys.exit(main())
