"""Every sentence that a payment page and its JSON say, by stage. Msgids: Spanish (Colombia).

``%(phone)s`` is masked, ``%(until)s`` a time of day; ``tone`` and ``icon`` are the look's.
"""

from __future__ import annotations

from dataclasses import dataclass

from nequi_plugin.checkout.attempt import Stage


@dataclass(frozen=True)
class Why:
    """One thing that may have happened, or that helps: an icon, bold words, the rest."""

    icon: str
    strong: str
    text: str


@dataclass(frozen=True)
class Words:
    """A title of two lines at most, one sentence, and what may lie behind it."""

    title: str
    sentence: str
    tone: str
    icon: str
    why: tuple[Why, ...] = ()
    field_error: str = ""


NO_ATTEMPT = "Todavía no hay una solicitud de pago."
UNDER_WAY = "Ya hay una solicitud de Nequi en camino por esto. No hace falta enviar otra."
IN_REVIEW = "Ya llegó un pago por esto y lo estamos revisando. No tienes que pagar de nuevo."
NOTHING_DUE = "Esto ya no tiene saldo por pagar."
CHANGED = "El valor cambió mientras mirabas esta página. Revísalo y paga si estás de acuerdo."
STALE_FORM = "Esta página llevaba mucho tiempo abierta. Revisa el valor y envíala otra vez."
ALTERED_FORM = "No pudimos leer el formulario completo. Revisa el valor y envíalo otra vez."
GONE = "Este enlace venció. Pide uno nuevo a quien te lo envió."
NOT_FOUND = "Revisa que esté completo: a veces el correo lo parte en dos."
LINK_TO = "Tu correo"
COPY_TO = "Correo de la otra persona"
LADDER_NUMBER = "La enviamos al %(phone)s: revisa que sea el tuyo"
LADDER_AGAIN = "Cancelamos esta y enviamos otra"

_MONEY_HINT = Why(
    "wallet",
    "¿No te alcanza el saldo o el tope?",
    "Recarga primero y luego paga otra vez.",
)

WORDS: dict[Stage, Words] = {
    Stage.QUEUED: Words(
        "Tu solicitud está en cola",
        "En un momento la enviamos al %(phone)s.",
        "neutral",
        "ring",
    ),
    Stage.NO_WORKER: Words(
        "Tu solicitud sigue en cola",
        "El servicio que envía las solicitudes no está funcionando en este momento. "
        "Si en 10 minutos no ha salido, la cerramos sin cobrarte.",
        "warn",
        "ring",
    ),
    Stage.SENDING: Words(
        "Enviando la solicitud",
        "Va camino al %(phone)s. Ten la app de Nequi a la mano.",
        "info",
        "plane",
    ),
    Stage.WAITING: Words(
        "Aprueba en tu Nequi",
        "Enviamos la solicitud al %(phone)s. Apruébala antes de las %(until)s",
        "warn",
        "clock",
    ),
    Stage.CANCELLING: Words(
        "Estamos cancelando la solicitud",
        "Nequi nos lo confirma en unos segundos. Si ya la aceptaste, tu pago cuenta.",
        "warn",
        "clock",
    ),
    Stage.CHANGING: Words(
        "Cancelamos la anterior y enviamos otra",
        "Apenas Nequi confirme que quedó cancelada, enviamos la nueva al %(next_phone)s. "
        "Si ya la aceptaste, tu pago cuenta.",
        "warn",
        "refresh",
    ),
    Stage.CHECKING: Words(
        "Estamos consultando",
        "Se acabó el tiempo para aprobar y le preguntamos a Nequi cómo terminó. "
        "No pagues otra vez todavía.",
        "info",
        "magnifier",
    ),
    Stage.UNKNOWN: Words(
        "Estamos verificando tu pago",
        "Nequi no nos ha contestado. Le seguimos preguntando hasta saber qué pasó.",
        "info",
        "magnifier",
    ),
    Stage.UNKNOWN_LATE: Words(
        "Estamos verificando tu pago",
        "Nequi sigue sin contestar. Si no te llegó ninguna solicitud, dínoslo más abajo.",
        "info",
        "magnifier",
    ),
    Stage.RELEASED: Words(
        "Seguimos verificando tu pago",
        "Antes de pagar otra vez, revisa en tu Nequi que no se haya pagado.",
        "info",
        "magnifier",
    ),
    Stage.APPROVED: Words("Pago aprobado", "Recibimos tu pago. Gracias.", "ok", "tick"),
    Stage.REJECTED: Words(
        "El pago fue rechazado en Nequi",
        "No se movió dinero.",
        "bad",
        "cross",
        (
            Why("phone", "Alguien tocó Rechazar", "en el %(phone)s."),
            Why(
                "wallet",
                "No alcanzó el saldo o el tope.",
                "Recarga o revisa tus topes en Nequi y paga otra vez.",
            ),
        ),
    ),
    Stage.EXPIRED: Words(
        "Se acabó el tiempo",
        "Nadie aprobó la solicitud a tiempo. No se movió dinero.",
        "neutral",
        "hourglass",
        (
            Why(
                "bell",
                "Nequi cerró la solicitud a las %(until)s",
                "Para la nueva, ten la app abierta y toca la campana.",
            ),
            _MONEY_HINT,
        ),
    ),
    Stage.CANCELLED: Words(
        "Solicitud cancelada",
        "Ya no vale y no se movió dinero.",
        "neutral",
        "barred",
    ),
    Stage.NO_NEQUI: Words(
        "Ese número no tiene Nequi",
        "No enviamos nada. Revisa si hay un dígito cambiado.",
        "bad",
        "phone",
        field_error="Nequi no encuentra el %(phone)s. Revísalo o usa otro.",
    ),
    Stage.REFUSED: Words(
        "Tu Nequi no permite este pago",
        "Nequi no dejó pasar la solicitud. No se movió dinero.",
        "neutral",
        "barred",
        (
            Why(
                "wallet",
                "El pago pasa uno de tus topes.",
                "Revísalos o súbelos en la app de Nequi.",
            ),
            Why("lock", "Tu Nequi tiene un bloqueo.", "En Nequi te dicen cuál: 300 600 0100."),
        ),
    ),
    Stage.NOT_SENT: Words(
        "Nequi no está respondiendo",
        "No alcanzamos a enviar la solicitud. No se movió dinero.",
        "neutral",
        "triangle",
    ),
    Stage.GATEWAY: Words(
        "Nequi no pudo completar el pago",
        "Nequi lo dio por fallido. No se movió dinero.",
        "neutral",
        "triangle",
    ),
    Stage.CONFIGURATION: Words(
        "La tienda no puede cobrar con Nequi ahora",
        "Es un problema de la tienda, no de tu Nequi. No se movió dinero.",
        "neutral",
        "triangle",
    ),
    Stage.REVIEW: Words(
        "Estamos revisando tu pago",
        "Lo que informa Nequi no coincide con lo que pedimos. "
        "No pagues otra vez: una persona lo revisa.",
        "warn",
        "eye",
    ),
    Stage.REVERSED: Words(
        "Este pago fue devuelto",
        "El dinero volvió al Nequi que pagó.",
        "neutral",
        "arrow-back",
    ),
}
