"""A merchant's code as EMVCo and the Colombian profile lay it out (contract 6.4); not payable."""

from __future__ import annotations

import unicodedata

_NAME_LENGTH = 25
_KEY_LENGTH = 10


def emvco(name: str, number: str, value: str, message_id: str) -> str:
    """The text of a code for `value` pesos, its checksum at the end."""
    key, serial = _last(number), _last(message_id)
    parts = [
        ("00", "01"),
        ("01", "12"),  # for one payment
        ("26", _join([("00", "CO.COM.SIM.LLA"), ("05", key)])),
        ("49", _join([("00", "CO.COM.SIM.RED"), ("01", "SIM")])),
        ("50", _join([("00", "CO.COM.SIM.CU"), ("01", key)])),
        ("52", "0000"),
        ("53", "170"),
        ("54", value),
        ("58", "CO"),
        ("59", _plain(name)),
        ("60", "BOGOTA"),
        ("62", _join([("05", f"SIMQR{serial}")])),
        ("80", _join([("00", "CO.COM.SIM.CANAL"), ("01", "ECOMM")])),
        ("90", _join([("00", "CO.COM.SIM.TRXID"), ("01", f"000001SIM{serial}")])),
    ]
    text = _join(parts) + "6304"
    return f"{text}{checksum(text.encode()):04X}"


def checksum(data: bytes) -> int:
    """CRC16-CCITT: polynomial 0x1021, begun with 0xFFFF."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _join(parts: list[tuple[str, str]]) -> str:
    return "".join(f"{tag}{len(text):02d}{text}" for tag, text in parts)


def _last(text: str) -> str:
    return text[-_KEY_LENGTH:].rjust(_KEY_LENGTH, "0")


def _plain(name: str) -> str:
    words = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return words[:_NAME_LENGTH].strip() or "COMERCIO"
