"""`python -m photo_sorter` is `photo-sorter`, and what a bundle starts."""

import multiprocessing
import sys

if __name__ == "__main__":
    # In a bundle, decode processes are started as this program too: they end here, before the window's libraries.
    multiprocessing.freeze_support()

    from photo_sorter.cli.main import main

    sys.exit(main())
