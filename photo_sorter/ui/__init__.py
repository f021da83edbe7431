"""The window. Everything here runs on the main thread, and never waits.

May import `core`, `store` (a read-only library) and `media` (thumbnail paths); never `work`, never torch.
"""
