"""SQLite as the application uses it: the writers of one process stand in line."""
