"""The command line: the same house without a window. Every module is a family of commands.

Exit codes: 0 the command did its work, 1 it could not (or `check` found damage), 2 usage. Reads the library on
the calling thread. What changes it is a `Change` (`handing`): alone, it works on a library of its own, on the calling
thread, or `index` by a worker; while a window is open it is handed over the local door, and runs in the window's
process (`hosting`), on the worker's thread if it is short, else on one of its own that only watches.
"""
