"""What the operating system knows and does for us: power, a person's input, priorities, start at login.

The standard library, ctypes and psutil; no Qt, and no other room. Any thread.
"""
