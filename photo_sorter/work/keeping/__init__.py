"""The library as a whole: exports, backups and restores. They read by a connection of their own, on any thread."""
