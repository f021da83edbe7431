"""`python -m photo_sorter` is `photo-sorter`."""

import sys

from photo_sorter.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
