"""The command line: the same house without a window. Every module is a family of commands.

Exit codes: 0 the command did its work, 1 it could not (or `check` found damage), 2 usage. Reads and writes the library
on the calling thread; `index` and `watch` run the worker.
"""
