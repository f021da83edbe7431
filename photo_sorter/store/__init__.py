"""SQLite: the one file `library.db`. The only room that speaks SQL.

May import `core`. The worker thread owns the one writable connection; the main thread reads through its own.
"""
