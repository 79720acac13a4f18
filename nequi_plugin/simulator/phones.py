"""The test numbers 300 100 00NN and what each makes the simulator do (contract 11.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from nequi_plugin.simulator import codes

PREFIX = "30010000"
MOBILE = re.compile(r"3[0-9]{9}")


class Ending(StrEnum):
    """When a number decides by itself."""

    NEVER = "never"
    SOON = "soon"
    AT_ONCE = "at_once"
    BEFORE_EXPIRY = "before_expiry"


@dataclass(frozen=True, slots=True)
class Script:
    """One number's behaviour. `label` and `badge` are for the phone page (badge = look's state).

    `refuse`/`http` answer the create with trouble; `created` says whether the push exists all
    the same. `ends` + `decides` is the payer's decision. `body` replaces the status digits.
    """

    label: str
    badge: str
    refuse: str = ""
    http: int = 0
    alternate: bool = False
    silent: bool = False
    garbage: bool = False
    created: bool = True
    decides: Ending = Ending.NEVER
    ends: str = "paid"
    body: str = ""
    extra_pesos: int = 0
    race: bool = False
    webhook: str = ""
    reverse: str = ""
    odd_shape: bool = False
    lagging_polls: int = 0


def _refusal(label: str, code: str, badge: str = "failed") -> Script:
    return Script(label, badge, refuse=code, created=False)


def _soon(label: str, badge: str = "approved", **more: object) -> Script:
    return Script(label, badge, decides=Ending.SOON, **more)  # type: ignore[arg-type]  # own fields


ORDINARY = Script("Espera aquí a que aceptes o rechaces", "waiting")

SCRIPTS: dict[int, Script] = {
    1: _soon("Aprueba a los pocos segundos"),
    2: _soon("Rechaza", "rejected", ends="rejected"),
    3: Script("Nunca responde y caduca", "expired"),
    4: _refusal("No tiene Nequi", codes.DATUM_NOT_FOUND),
    5: _refusal("Nequi no encuentra el cliente", codes.CLIENT_NOT_FOUND),
    6: _refusal("Su cuenta no existe", codes.ACCOUNT_NOT_FOUND),
    7: _refusal("Cuenta bloqueada", codes.ACCOUNT_BLOCKED),
    8: _refusal("Pasa un tope", codes.NOT_ALLOWED),
    9: _refusal("Nequi falla y no se crea nada", codes.TECHNICAL_ERROR, "unknown"),
    10: _soon("Nequi falla, pero la solicitud sí se crea", "unknown", refuse=codes.TECHNICAL_ERROR),
    11: _refusal("Nequi se demora por dentro y no crea nada", codes.LOGIC_TIMEOUT, "unknown"),
    12: _soon("Nequi no contesta, pero la solicitud se crea y se paga", "unknown", silent=True),
    13: Script("Nequi no contesta y no se crea nada", "unknown", silent=True, created=False),
    14: Script("La puerta de Nequi se cansa de esperar (504)", "unknown", http=504, created=False),
    15: Script(
        "Demasiadas solicitudes una vez (429); luego espera",
        "failed",
        http=429,
        alternate=True,
        created=False,
    ),
    16: Script(
        "La llave se vence una vez (401); luego espera",
        "waiting",
        http=401,
        alternate=True,
        created=False,
    ),
    17: Script("Nequi contesta algo que no se entiende", "unknown", garbage=True, created=False),
    18: _soon("Aprueba por otro valor", "review", extra_pesos=1000),
    19: _soon("Termina como fallido (71)", "failed", ends="rejected", body="71"),
    20: _soon("Rechaza, con el código antiguo (34)", "rejected", ends="rejected", body="34"),
    21: _soon("Caduca, con el código antiguo (69)", "expired", ends="expired", body="69"),
    22: Script("Contesta un estado desconocido (99)", "waiting", body="99"),
    23: Script("Paga justo cuando cancelas", "approved", race=True),
    24: Script("Aprueba 10 s antes de caducar", "approved", decides=Ending.BEFORE_EXPIRY),
    25: Script("Avisa antes de contestar la solicitud", "approved", decides=Ending.AT_ONCE),
    26: _soon("Avisa dos veces", webhook="double"),
    27: _soon("Avisa con una firma falsa", webhook="forge"),
    28: _soon("Paga y no avisa", webhook="drop"),
    29: Script("Avisa que pagó y no es verdad", "waiting", webhook="lie"),
    30: _soon("Paga, y rechaza la devolución", reverse="refuse"),
    31: _soon("Paga, y la devolución se hace sin contestar", reverse="silent"),
    32: _soon("Contesta con espacios y formas raras", odd_shape=True),
    33: Script(
        "No aparece en las dos primeras consultas; luego espera", "waiting", lagging_polls=2
    ),
}

SHORT_LIST = (1, 2, 3, 4, 8, 10, 13, 18, 24, 30)


def number(serial: int) -> str:
    """The ten digits of test number `serial`."""
    return f"{PREFIX}{serial:02d}"


def script_for(phone: str) -> Script:
    """How `phone` behaves; any number that is not a test number waits for the phone page."""
    if phone.startswith(PREFIX):
        return SCRIPTS.get(int(phone[len(PREFIX) :]), ORDINARY)
    return ORDINARY
