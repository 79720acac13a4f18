"""Hanging one ``Nequi`` on one app: tables, pages, jobs, template globals, first request."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, has_request_context, url_for
from sqlalchemy.orm import Session
from werkzeug.routing import MapAdapter

from nequi_plugin import jobs, links
from nequi_plugin.bogota import bogota_date
from nequi_plugin.checkout import button, views
from nequi_plugin.checkout.door import door_of
from nequi_plugin.checkout.quick_status import QuickStatus
from nequi_plugin.digest import digest_of
from nequi_plugin.gateway.protocol import Credentials
from nequi_plugin.mail import delivery
from nequi_plugin.models import Base
from nequi_plugin.payable import Attachment, Due
from nequi_plugin.registry import JobKind
from nequi_plugin.runtime import Runtime
from nequi_plugin.service import actions
from nequi_plugin.webhook import endpoint

if TYPE_CHECKING:
    from nequi_plugin.extension import Nequi

CALLBACK_TRIES = 3
MAILED_DAYS = 30


def wire(app: Flask, nequi: Nequi, runtime: Runtime) -> None:
    """Everything ``init_app`` does after the settings were read."""
    _copy_tables(runtime.db)
    _register_jobs(runtime)
    app.register_blueprint(views.make_blueprint(runtime))
    app.register_blueprint(endpoint.make_blueprint(runtime))
    button.add_globals(app, runtime)
    _on_first_request(app, runtime)


def quicken(app: Flask, runtime: Runtime, headers: Mapping[str, str]) -> None:
    """Put the poll's short way before the app, with the headers that its page has."""
    shown = {**views.PRIVATE, **views.SAFE, **headers}
    quick = QuickStatus(app, door_of(runtime), app.wsgi_app, shown)
    app.wsgi_app = quick  # type: ignore[method-assign] # Flask's documented way to wrap


def credentials_from(app: Flask) -> Callable[[], Credentials | None]:
    """The ``NEQUI_*`` keys of the app's config, else of the environment."""

    def text(name: str) -> str:
        return str(app.config.get(name) or os.environ.get(name, ""))

    def read() -> Credentials | None:
        keys = [text(f"NEQUI_{name}") for name in ("CLIENT_ID", "CLIENT_SECRET", "API_KEY", "CODE")]
        return Credentials(*keys) if all(keys) else None

    return read


def pay_url(runtime: Runtime, kind: str, key: str, *, external: bool, days: int) -> str:
    """The signed address of a payment page."""
    today = bogota_date(runtime.desk.now())
    secrets = list(runtime.settings.secrets)
    token = links.page_token(secrets, kind, key, today + timedelta(days=days))
    if external:
        return absolute_url(runtime, "nequi.page", token=token)
    if has_request_context():
        return url_for("nequi.page", token=token)
    return _bound(runtime).build("nequi.page", {"token": token})


def digest(runtime: Runtime, kind: str, key: str, due: Due) -> str:
    """A signed digest of what a form shows."""
    return digest_of(runtime.desk.secret, kind, key, due)


def absolute_url(runtime: Runtime, endpoint: str, **values: Any) -> str:
    """An address for mails, under ``NEQUI_PUBLIC_URL`` (default http://localhost)."""
    return _bound(runtime).build(endpoint, values, force_external=True)


def _bound(runtime: Runtime) -> MapAdapter:
    """The app's addresses without a request: scheme, host and prefix of the public address."""
    public = urlsplit(runtime.settings.public_url or "http://localhost")
    return runtime.app.url_map.bind(
        public.netloc, script_name=public.path or "/", url_scheme=public.scheme
    )


def send_mail(
    runtime: Runtime,
    kind: str,
    to: Sequence[str],
    template: str,
    facts: dict[str, Any],
    message_id: str,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Render the three templates and send them to each recipient."""
    delivery.send_template(runtime, kind, to, template, facts, message_id, attachments)


def _copy_tables(db: Any) -> None:
    """Into the host's metadata, so that its own migrations carry the plugin's tables."""
    for table in Base.metadata.tables.values():
        if table.name not in db.metadata.tables:
            table.to_metadata(db.metadata)


def _register_jobs(runtime: Runtime) -> None:
    """The plugin's own jobs; handlers find their app's runtime, since apps share a registry."""
    desk = runtime.desk
    desk.registry.jobs[jobs.MAIL] = JobKind(
        lambda job: delivery.deliver_payment_mail(_here(), job), "mail"
    )
    desk.registry.jobs[jobs.LETTER] = JobKind(
        lambda job: delivery.deliver_letter(_here(), job, _mailed_page), "mail"
    )
    desk.registry.jobs[jobs.CALLBACK] = JobKind(
        lambda job: actions.call_back(_here().desk, job.ref),
        "bulk",
        lambda job, error: actions.callback_failed(
            _here().desk, _session(), job.ref, type(error).__name__
        ),
        tries=CALLBACK_TRIES,
    )


def _mailed_page(kind: str, key: str) -> str:
    return pay_url(_here(), kind, key, external=True, days=MAILED_DAYS)


def _here() -> Runtime:
    return cast(Runtime, current_app.extensions["nequi"])


def _session() -> Session:
    return cast(Session, _here().db.session())


def _on_first_request(app: Flask, runtime: Runtime) -> None:
    """The first request starts the embedded worker and exempts the webhook from CSRF.

    By then every extension is initialised, and this runs before all of their own hooks, so the
    order of ``init_app`` calls is free even when the first request is a webhook.
    """
    started: list[bool] = []

    def first() -> None:
        if started:
            return
        started.append(True)
        csrf = app.extensions.get("csrf")
        if csrf is not None:
            for name in ("nequi", "nequi_webhook"):
                csrf.exempt(app.blueprints[name])
        if runtime.embeds_worker and not app.testing:
            runtime.start_worker()

    app.before_request_funcs.setdefault(None, []).insert(0, first)
