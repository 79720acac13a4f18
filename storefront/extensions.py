"""The extensions, made once and bound in ``create_app``."""

from __future__ import annotations

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from nequi_plugin import Nequi
from storefront.company.gate import credentials, is_open
from storefront.db import db

__all__ = ["babel", "compress", "csrf", "db", "login_manager", "mail", "migrate", "nequi"]

csrf = CSRFProtect()
mail = Mail()
migrate = Migrate()
login_manager = LoginManager()
babel = Babel()
compress = Compress()
nequi = Nequi(credentials=credentials, is_open=is_open)
