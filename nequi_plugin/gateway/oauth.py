"""The token call (contract sections 1.3 and 1.4)."""

from __future__ import annotations

import base64
from collections.abc import Callable

from nequi_plugin.gateway import messages, reading
from nequi_plugin.gateway.exchange import NoReply, Outcome
from nequi_plugin.gateway.patience import once_more
from nequi_plugin.gateway.settings import GatewaySettings
from nequi_plugin.gateway.token import NoToken, Token
from nequi_plugin.gateway.transport import Transport


def fetch_token(
    transport: Transport,
    settings: GatewaySettings,
    client_id: str,
    client_secret: str,
    sleep: Callable[[float], None],
) -> Token:
    """Ask for a token, once more at most; raises NoToken, whose failure is *not sent*."""
    basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
    headers = {
        "Authorization": f"Basic {basic}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    url = f"{settings.token_url}?{messages.GRANT}"
    outcome = once_more(
        # The grant goes in the query and in the body: sources differ, both is safest (1.3).
        lambda: transport.post(url, messages.GRANT.encode(), headers),
        sleep,
    )
    token = _read(outcome)
    if token is None:
        raise NoToken(_failure(outcome))
    return token


def _read(outcome: Outcome) -> Token | None:
    if isinstance(outcome, NoReply) or outcome.status != 200:
        return None
    found = reading.read_token(outcome.body)
    return Token(*found) if found else None


def _failure(outcome: Outcome) -> NoReply:
    """Nothing was sent to the API, whatever became of the token call."""
    if isinstance(outcome, NoReply):
        return NoReply(sent=False, why=f"no token: {outcome.why}")
    # Refused credentials stay refused until somebody mends them.
    wrong = outcome.status in (400, 401, 403)
    return NoReply(sent=False, why=f"no token: HTTP {outcome.status}", alert=wrong)
