"""Nequi's header codes and services as the simulator speaks them (contract 2.4, 3.1, 4.3)."""

from __future__ import annotations

from enum import StrEnum

OK = "0"
EXPIRED = "10-454"
CANCELLED = "10-455"
CLIENT_NOT_FOUND = "3-451"
RECORD_NOT_FOUND = "3-455"
DATUM_NOT_FOUND = "20-08A"
ACCOUNT_NOT_FOUND = "11-37L"
DOES_NOT_EXIST = "11-9L"
ACCOUNT_BLOCKED = "2-CCSB000012"
NOT_IN_CORE = "2-CCSB000079"
WRONG_PARAMETERS = "20-05A"
FORMAT_ERROR = "11-17L"
TECHNICAL_ERROR = "20-07A"
LOGIC_TIMEOUT = "11-18L"
NOT_ALLOWED = "20-09A"
NO_PERMISSION = "20-10A"

DESCRIPTIONS = {
    OK: "SUCCESS",
    EXPIRED: "La transacción ya caducó",
    CANCELLED: "La transacción esta cancelada",  # without its accent, as the real log shows it
    CLIENT_NOT_FOUND: "El cliente no fue encontrado",
    RECORD_NOT_FOUND: "Registro no encontrado",
    DATUM_NOT_FOUND: "Ese cliente no existe",
    ACCOUNT_NOT_FOUND: "La cuenta del usuario no existe",
    DOES_NOT_EXIST: "phoneNumber, code o transactionId no existe",
    ACCOUNT_BLOCKED: "Cuenta bloqueada",
    NOT_IN_CORE: "Dato no encontrado en el core",
    WRONG_PARAMETERS: "Parametros incorrectos en el cuerpo de la solicitud",
    FORMAT_ERROR: "Error de formato",
    TECHNICAL_ERROR: "Error tecnico",
    LOGIC_TIMEOUT: "Timeout en la logica de negocio",
    NOT_ALLOWED: "El usuario no puede realizar la operacion",
    NO_PERMISSION: "El aliado no tiene permiso",
}

PENDING_BODY = "33"
PAID_BODY = "35"


class Service(StrEnum):
    """The calls that the simulator answers; the names are those of the control API."""

    TOKEN = "token"  # noqa: S105 - a service's name, not a secret
    CREATE = "create"
    STATUS = "status"
    CANCEL = "cancel"
    REVERSE = "reverse"
    REPORT = "report"
    CREATE_QR = "create_qr"


PATHS = {
    "/payments/v2/-services-paymentservice-unregisteredpayment": Service.CREATE,
    "/payments/v2/-services-paymentservice-getstatuspayment": Service.STATUS,
    "/payments/v2/-services-paymentservice-cancelunregisteredpayment": Service.CANCEL,
    "/payments/v2/-services-reverseservices-reversetransaction": Service.REVERSE,
    "/payments/v2/-services-paymentservice-generatecodeqr": Service.CREATE_QR,
    "/partners/v2/-services-reportsservice-getreports": Service.REPORT,
}

REQUEST_KEYS = {
    Service.CREATE: "unregisteredPaymentRQ",
    Service.STATUS: "getStatusPaymentRQ",
    Service.CANCEL: "cancelUnregisteredPaymentRQ",
    Service.REVERSE: "reversionRQ",
    Service.REPORT: "getReportsRQ",
    Service.CREATE_QR: "generateCodeQRRQ",
}
