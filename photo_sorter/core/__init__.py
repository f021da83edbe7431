"""The ideas: photos, categories, scores, and the messages that cross between rooms.

Plain Python and numpy. No Qt, no torch, no SQL, no file is opened here. Safe on every thread: all values are frozen.
"""
