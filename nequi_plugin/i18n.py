"""Translation of the plugin's own words: its domain first, then the host's, else the words.

Flask-Babel is optional. Msgids are Spanish, so a host without it reads Spanish.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from flask import current_app, has_app_context

DOMAIN = "nequi"
MOST_KEPT = 2000


def _(text: str, **values: object) -> str:
    """``text`` in the reader's language, with ``%(name)s`` filled from ``values``."""
    said = _translated(text)
    return said % values if values else said


def _translated(text: str) -> str:
    """Looked up once per language: catalogues do not change while an app runs."""
    babel = _babel()
    if babel is None:
        return text
    kept: dict[tuple[object, str], str] = current_app.extensions.setdefault("nequi_said", {})
    key = babel.get_locale(), text
    if key not in kept:
        if len(kept) >= MOST_KEPT:  # a host's refusals may carry figures: many texts
            kept.clear()
        own: str = _own_domain(babel).gettext(text)
        kept[key] = own if own != text else str(babel.gettext(text))
    return kept[key]


def _babel() -> ModuleType | None:
    """The flask_babel module, where the running app has it initialised."""
    if not has_app_context() or "babel" not in current_app.extensions:
        return None
    return _flask_babel()


@lru_cache(1)
def _flask_babel() -> ModuleType:
    return import_module("flask_babel")


def _own_domain(babel: ModuleType) -> Any:
    """The plugin's catalogue, made once per app."""
    kept = current_app.extensions.setdefault("nequi_domain", None)
    if kept is None:
        folder = import_module("nequi_plugin").__path__[0] + "/translations"
        kept = babel.Domain(translation_directories=[folder], domain=DOMAIN)
        current_app.extensions["nequi_domain"] = kept
    return kept
