"""Starting attempts and applying what is learned about them."""

from nequi_plugin.service.apply import News, apply
from nequi_plugin.service.start import Started, start

__all__ = ["News", "Started", "apply", "start"]
