"""Storms over a library: files are renamed, moved, edited, thrown away and brought back, disks come and go, and then
the library is compared with what a bookkeeper knows of every file."""
