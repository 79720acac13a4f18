"""What a payment page says where a code was asked for instead of a push."""

from __future__ import annotations

from nequi_plugin.checkout.attempt import Glance, Stage
from nequi_plugin.checkout.words_es import WORDS, Words
from nequi_plugin.states import Way

SCANNED = "Código QR"
LADDER = "Cancelamos esta y te mostramos un código"
BACK = "Disponible a las %(until)s, cuando se cierre este código: un QR no se puede anular."
SCAN_NEQUI = "Toca el lector y apunta a esta pantalla, o carga la imagen."
SCAN_ANY = "Escanea con Nequi o con la app de tu banco."

TO_CODE = Words(
    "Cancelamos la solicitud y hacemos el código",
    "Apenas Nequi confirme que quedó cancelada, aparece aquí. Si ya la aceptaste, tu pago cuenta.",
    "warn",
    "refresh",
)
CODE_WORDS: dict[Stage, Words] = {
    Stage.QUEUED: Words(
        "Tu código está en cola", "En un momento aparece aquí.", "neutral", "ring"
    ),
    Stage.SENDING: Words("Creando tu código", "En un momento aparece aquí.", "info", "qr"),
    Stage.WAITING: Words(
        "Escanea con Nequi", "Págalo antes de las %(until)s", "warn", "clock"
    ),
    Stage.CANCELLING: Words(
        "Este código ya no hace falta",
        "Lo que cobraba ya se pagó o se cerró por otro lado. Si lo guardaste, no lo escanees.",
        "warn",
        "barred",
    ),
    Stage.CHECKING: Words(
        "Estamos consultando",
        "El código se cerró y le preguntamos a Nequi si alguien lo pagó. "
        "No pagues otra vez todavía.",
        "info",
        "magnifier",
    ),
    Stage.REJECTED: Words(
        "El pago del código fue rechazado", "No se movió dinero.", "bad", "cross"
    ),
    Stage.EXPIRED: Words(
        "El código se cerró", "Nadie lo pagó a tiempo. No se movió dinero.", "neutral", "hourglass"
    ),
    Stage.CANCELLED: Words("Código cerrado", "No se movió dinero.", "neutral", "barred"),
    Stage.REFUSED: Words(
        "Nequi no aceptó este código", "No se movió dinero.", "neutral", "barred"
    ),
    Stage.NOT_SENT: Words(
        "No pudimos crear el código",
        "Nequi no respondió. No se movió dinero.",
        "neutral",
        "triangle",
    ),
}


def words_of(glance: Glance) -> Words:
    """The words of this stage, by the way that was asked for."""
    if glance.row.way == Way.QR:
        return CODE_WORDS.get(glance.stage) or WORDS[glance.stage]
    if glance.stage is Stage.CHANGING and not glance.row.next_phone:
        return TO_CODE
    return WORDS[glance.stage]
