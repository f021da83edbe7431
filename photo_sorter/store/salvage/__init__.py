"""What a damaged library still holds, read page by page without SQLite, which stops at the first page that is wrong."""
