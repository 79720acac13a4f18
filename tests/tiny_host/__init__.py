"""A second host that proves the plugin needs nothing of the store."""
