"""Photo Sorter: photos sorted into categories that a person describes in plain words.

The rooms, from the front door down: `app` and `cli` build everything; `ui` (Qt) and `work` (the worker thread)
exchange the frozen values of `core.commands` and `core.events`; `media`, `embedding` and `store` know files, torch and
SQLite; `core` holds the ideas.
"""

__version__ = "0.1.0"
