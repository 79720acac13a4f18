"""Over TLS: an untrusted certificate means not sent, a trusted one works like plain HTTP."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from nequi_plugin.errors import ConfigError
from nequi_plugin.gateway import Verdict
from tests.gateway.conftest import Bench
from tests.gateway.envelopes import CREATED, answer
from tests.gateway.scripted import Script, drips, sends


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 and its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test gateway")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + built.public_bytes(pem)
    )
    return path


@pytest.fixture
def tls(bench: Bench, certificate: Path) -> Bench:
    """The scripted server behind TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    bench.server.wrap = lambda plain: context.wrap_socket(plain, server_side=True)
    return bench


def _urls(bench: Bench) -> dict[str, str]:
    return {"api_url": bench.server.url.replace("http", "https")}


def _kills_tls(connection: socket.socket) -> None:
    """Garbage inside the TLS stream after the request was read: an SSLError, yet sent."""
    connection.settimeout(2)
    socket.socket.sendall(connection, b"\x17\x03\x03\x00\x10" + b"garbage-garbage!")
    socket.socket.shutdown(connection, socket.SHUT_WR)


def test_a_trusted_certificate_carries_a_payment(tls: Bench, certificate: Path) -> None:
    tls.server.script = sends(answer(CREATED))
    told = tls.create(tls.gateway(**_urls(tls), ca_bundle=str(certificate), read_seconds=2))
    assert told.verdict is Verdict.ACCEPTED


def test_an_untrusted_certificate_is_not_sent(bench: Bench, tls: Bench) -> None:
    told = tls.create(tls.gateway(**_urls(tls)))
    assert (told.verdict, told.reason) == (Verdict.NOT_SENT, "not_sent")
    assert tls.server.seen == []


def test_a_certificate_for_another_name_is_not_sent(tls: Bench, certificate: Path) -> None:
    urls = {"api_url": _urls(tls)["api_url"].replace("127.0.0.1", "localhost")}
    told = tls.create(tls.gateway(**urls, ca_bundle=str(certificate), read_seconds=2))
    assert told.verdict is Verdict.NOT_SENT
    assert tls.server.seen == []


def test_an_unreadable_bundle_is_refused_at_start(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="NEQUI_CA_BUNDLE"):
        bench.gateway(ca_bundle=str(tmp_path / "nothing.pem"))


@pytest.mark.parametrize(
    "script", [_kills_tls, drips(answer(CREATED) + b" " * 900)], ids=["TLS error", "drip"]
)
def test_trouble_inside_tls_after_the_send_is_unclear(
    tls: Bench, certificate: Path, script: Script
) -> None:
    tls.server.script = script
    gateway = tls.gateway(
        **_urls(tls), ca_bundle=str(certificate), read_seconds=1.5, total_seconds=0.8
    )
    assert tls.create(gateway).verdict is Verdict.UNCLEAR
    assert len(tls.server.calls) == 1
