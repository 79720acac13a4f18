"""Starting attempts and applying what is learned about them."""

from nequi_plugin.service.apply import apply
from nequi_plugin.service.news import News
from nequi_plugin.service.start import Started, start

__all__ = ["News", "Started", "apply", "start"]
