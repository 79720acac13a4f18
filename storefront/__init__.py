"""The shop and back office: the host application of ``nequi_plugin``."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from storefront import blueprints, cli, context, errors, flask_settings, rowids, security
from storefront.accounts import sessions
from storefront.catalog.kept import init_shelf
from storefront.config import read_settings
from storefront.engine import tune
from storefront.extensions import babel, compress, csrf, db, mail, migrate, nequi
from storefront.quick_flask import SPANISH, QuickFlask, QuickSessions


def create_app(config: Mapping[str, str] | None = None) -> Flask:
    """The wired application; ``config`` stands in for the environment (same names).

    Raises SettingError, whose message names the wrong setting and the mend.
    """
    settings = read_settings(config)
    app = QuickFlask(
        __name__,
        template_folder=str(flask_settings.ROOT / "templates"),
        static_folder=str(flask_settings.ROOT / "static"),
    )
    app.config.from_mapping(flask_settings.flask_settings(settings))
    app.session_interface = QuickSessions(app)
    app.extensions["store_settings"] = settings
    db.init_app(app)
    tune(app)
    init_shelf(app)
    nequi.init_app(app, db)
    csrf.init_app(app)
    mail.init_app(app)
    babel.init_app(app, locale_selector=lambda: SPANISH)
    compress.init_app(app)
    migrate.init_app(app, db, directory=str(flask_settings.ROOT / "migrations"))
    sessions.init_app(app)
    security.init_security(app, settings)
    errors.init_errors(app)
    context.init_context(app)
    rowids.init_rowids(app)
    blueprints.register(app)
    nequi.quick_status(app, security.carried(settings))
    app.cli.add_command(cli.store)
    return app
