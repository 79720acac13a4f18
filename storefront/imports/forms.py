"""The file that staff send."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class FileForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """One CSV."""

    file = FileField(_l("Archivo CSV"), [FileRequired(message=_l("Elige el archivo CSV."))])
