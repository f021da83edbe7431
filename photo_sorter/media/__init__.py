"""Files and pixels: finding, watching, decoding, thumbnails.

May import `core`. Decoding runs in child processes (`decode_pool`), watching in threads of its own.
"""
