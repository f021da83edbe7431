"""The worker thread and the order of steps: ingest, re-sort, search.

May import `media`, `embedding`, `store`, `core`; never Qt. Speaks to the window through `core.commands` and
`core.events` only.
"""
