"""Answers for scripts: golden files, and envelopes with any code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.gateway.scripted import http

_GOLDEN = Path(__file__).parents[1] / "golden"


def golden(name: str) -> dict:
    return json.loads((_GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def envelope(any_: object, code: object = "0", text: object = "SUCCESS") -> bytes:
    """An answer's bytes around the content of ``any``."""
    header = {"Channel": "PNP04-C001", "Status": {"StatusCode": code, "StatusDesc": text}}
    message = {"ResponseHeader": header, "ResponseBody": {"any": any_}}
    return json.dumps({"ResponseMessage": message}).encode()


def answer(any_: object, code: object = "0", status: str = "200 OK") -> bytes:
    return http(envelope(any_, code), status)


def golden_answer(name: str) -> bytes:
    """A golden file as an HTTP answer, wrapped where it holds only ``any``."""
    content = golden(name)
    whole = json.dumps(content).encode() if "ResponseMessage" in content else envelope(content)
    return http(whole, headers=("x-amzn-requestid: 7c1d-aws",))


CREATED = {"unregisteredPaymentRS": {"transactionId": "350-12345-10000001-A1b2C3d4E5"}}


CODE = {"generateCodeQRRS": {"qrValue": "0002010102125406250006304ABCD", "transactionId": "Q-1"}}


def paid(**changes: object) -> dict:
    fields = {**golden("status-paid")["getStatusPaymentRS"], **changes}
    return {"getStatusPaymentRS": {k: v for k, v in fields.items() if v is not ...}}
