"""Units of work, their transactions and savepoints, and SQLite made fit for money."""
