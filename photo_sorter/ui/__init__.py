"""The window. Everything here runs on the main thread, and never waits; what takes long in a large library is read by
`lookout` on a thread of its own.

May import `core`, `store` (a read-only library) and `media` (thumbnail paths); never `work`, never torch.
"""
