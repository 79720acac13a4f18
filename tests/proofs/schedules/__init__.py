"""The schedule explorer: random interleavings over the real service layer."""
