"""Demo data for development; production never seeds it."""
