"""The library is looked after: kept in a small copy each day, checked, and repaired when it is damaged."""
