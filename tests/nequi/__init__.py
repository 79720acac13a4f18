"""The plugin's core, at the service's door."""
