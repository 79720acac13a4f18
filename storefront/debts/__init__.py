"""What can be owed: one row per debt, its allocations, credits and peso adjustments."""
