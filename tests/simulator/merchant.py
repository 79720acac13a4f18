"""The merchant's side and the control API over plain HTTP, for the simulator's own tests."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta, timezone
from typing import Any

import requests

PAYMENTS = "/payments/v2/-services-paymentservice-"
PATHS = {
    "create": (PAYMENTS + "unregisteredpayment", "unregisteredPaymentRQ"),
    "status": (PAYMENTS + "getstatuspayment", "getStatusPaymentRQ"),
    "cancel": (PAYMENTS + "cancelunregisteredpayment", "cancelUnregisteredPaymentRQ"),
    "reverse": ("/payments/v2/-services-reverseservices-reversetransaction", "reversionRQ"),
    "create_qr": (PAYMENTS + "generatecodeqr", "generateCodeQRRQ"),
    "report": ("/partners/v2/-services-reportsservice-getreports", "getReportsRQ"),
}
CODE = "NIT_901555012"


class Merchant:
    """Calls the simulator; `last` is the MessageID of the last create."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.headers["x-api-key"] = "sim-key"
        self.last = ""
        self._serial = itertools.count(1)

    def sign_in(self) -> Merchant:
        answer = self.token()
        assert answer.status_code == 200, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return self

    def token(
        self, path: str = "/oauth2/token", secret: str = "", **more: Any
    ) -> requests.Response:
        more = more or {"params": {"grant_type": "client_credentials"}}
        return requests.post(
            self.url + path, auth=("sim-client", secret or "sim-secret"), timeout=30, **more
        )

    def message(self, key: str, fields: object, message_id: str = "") -> dict[str, Any]:
        header = {
            "Channel": "PNP04-C001",
            "RequestDate": "2026-11-25T15:04:05.123Z",
            "MessageID": message_id or f"m{next(self._serial):09d}",
            "ClientID": "12345",
            "Destination": {
                "ServiceName": "PaymentsService",
                "ServiceOperation": "x",
                "ServiceRegion": "C001",
                "ServiceVersion": "1.2.0",
            },
        }
        return {"RequestMessage": {"RequestHeader": header, "RequestBody": {"any": {key: fields}}}}

    def post(self, service: str, body: object, timeout: float = 30) -> requests.Response:
        return self.http.post(self.url + PATHS[service][0], json=body, timeout=timeout)

    def call(
        self, service: str, message_id: str = "", **fields: object
    ) -> tuple[str, dict[str, Any]]:
        """The header code and the content of `any`."""
        message = self.message(PATHS[service][1], fields, message_id)
        if service in ("create", "create_qr"):
            self.last = message["RequestMessage"]["RequestHeader"]["MessageID"]
        return parts(self.post(service, message))

    def create(self, phone: str, value: str = "25000", **more: Any) -> tuple[str, str]:
        """The header code and the transactionId as sent."""
        code, body = self.call("create", **{"code": CODE, **more}, phoneNumber=phone, value=value)
        return code, body.get("unregisteredPaymentRS", {}).get("transactionId", "")

    def code(self, value: str = "25000", **more: Any) -> tuple[str, dict[str, str]]:
        """The header code and the body of a new QR."""
        code, body = self.call("create_qr", **{"code": CODE, **more}, value=value)
        return code, body.get("generateCodeQRRS", {})

    def status_qr(self, text: str) -> tuple[str, dict[str, Any]]:
        """The header code and the status body of a v2 code."""
        code, body = self.call("status", qrValue=text)
        return code, body.get("getStatusPaymentRS", {})

    def status(self, transaction_id: str) -> tuple[str, dict[str, Any]]:
        """The header code and the status body."""
        code, body = self.call("status", codeQR=transaction_id)
        return code, body.get("getStatusPaymentRS", {})

    def cancel(self, transaction_id: str, phone: str) -> tuple[str, dict[str, Any]]:
        return self.call("cancel", code=CODE, phoneNumber=phone, transactionId=transaction_id)

    def reverse(self, phone: str, **more: str) -> tuple[str, dict[str, Any]]:
        fields = {"value": "25000", "code": CODE, "messageId": self.last, "type": "payment"}
        return self.call("reverse", phoneNumber=phone, **{**fields, **more})

    def report(self, day: str, code: str = CODE) -> tuple[str, dict[str, Any]]:
        found, body = self.call("report", code=code, startDate=day, endDate=day, format="json")
        return found, body.get("getReportsRS", {})

    def control(self, method: str, path: str, body: object = None) -> Any:
        answer = requests.request(method, f"{self.url}/_sim/{path}", json=body, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def requests(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control("GET", "requests")
        return found

    def book(self) -> dict[str, Any]:
        found: dict[str, Any] = self.control("GET", "book")
        return found

    def advance(self, seconds: float) -> None:
        self.control("POST", "clock", {"advance": seconds})

    def day(self) -> str:
        """Today by the simulator's clock."""
        now = datetime.fromisoformat(self.control("GET", "clock")["now"])
        return now.astimezone(timezone(timedelta(hours=-5))).date().isoformat()


def parts(answer: requests.Response) -> tuple[str, dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    message = answer.json()["ResponseMessage"]
    return message["ResponseHeader"]["Status"]["StatusCode"], message["ResponseBody"]["any"]
