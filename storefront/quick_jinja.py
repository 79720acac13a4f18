"""Words that every template asks for, remembered: catalogues are read once a process."""

from __future__ import annotations

from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def init_quick(app: Flask) -> None:
    """Must come after Flask-Babel, whose functions it stands before."""
    quick = _Quick()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # added by Jinja's i18n
        gettext=quick.gettext,
        ngettext=lambda one, many, count: get_translations().ungettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: get_translations().upgettext(context, text),
        npgettext=lambda context, one, many, count: get_translations().unpgettext(
            context, one, many, count
        ),
    )
    app.jinja_env.globals["_"] = quick.said


class _Quick:
    def __init__(self) -> None:
        self._words: dict[tuple[object, str], str] = {}
        self._said: dict[tuple[object, str, bool], str] = {}

    def gettext(self, text: str) -> str:
        """The words in the reader's language."""
        key = get_locale(), text
        said = self._words.get(key)
        if said is None:
            said = self._words[key] = str(get_translations().ugettext(text))
        return said

    @pass_eval_context
    def said(self, context: EvalContext, text: str, **values: object) -> str:
        """``_()`` of a template as Jinja's own gives it, at a third of its steps."""
        safe = bool(context.autoescape)
        if values:
            words = self.gettext(text)
            return (Markup(words) if safe else words) % values  # noqa: S704 - our catalogue
        key = get_locale(), text, safe
        found = self._said.get(key)
        if found is None:
            words = self.gettext(text) % {}  # a doubled percent sign is one
            found = self._said[key] = Markup(words) if safe else words  # noqa: S704 - as above
        return found
