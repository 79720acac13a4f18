"""``POST /nequi/webhook``: a doorbell. The body is never believed, it only sets a turn.

Stored first, answered fast. A notice is kept when its signature verifies or when it names an
attempt of ours; anything else is answered and forgotten, so that nobody fills the table. A bad
signature is answered 200, too: the scheme is known from third parties only (contract section
7.2), and whoever forges one gains at most one look at Nequi per attempt and ten seconds.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from nequi_plugin.checkout.door import door_of
from nequi_plugin.runtime import Runtime
from nequi_plugin.webhook.doorbell import take_in
from nequi_plugin.webhook.notice import BadNotice, read_notice

LARGEST = 16 * 1024


def make_blueprint(runtime: Runtime) -> Blueprint:
    """The webhook of one app; a host's CSRF protection is lifted for it by design."""
    door = door_of(runtime)
    pages = Blueprint("nequi_webhook", __name__)

    @pages.post("/nequi/webhook")
    def webhook() -> tuple[Response, int]:
        request.max_content_length = LARGEST
        raw = request.get_data(cache=False)
        try:
            notice = read_notice(raw, dict(request.headers), runtime.settings.webhook_secret)
        except BadNotice as error:
            return jsonify(error=str(error)), HTTPStatus.BAD_REQUEST
        take_in(door, notice)
        return jsonify(received=True), HTTPStatus.OK

    return pages
