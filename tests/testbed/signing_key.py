"""A fresh private key for an API server to sign tokens with, made without a cryptography library."""

import base64
import secrets

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve P-256 (NIST SP 800-186): a private key is any number from 1 up to it."""


def signing_key() -> str:
    """A random P-256 private key in PEM, in the form of RFC 5915.

    The form allows the public key to be left out, since it follows from the private one: what remains is a
    number in a fixed frame.
    """
    number = 1 + secrets.randbelow(_ORDER - 1)
    version, curve = bytes.fromhex("020101"), bytes.fromhex("a00a06082a8648ce3d030107")
    body = version + b"\x04\x20" + number.to_bytes(32, "big") + curve
    text = base64.encodebytes(b"\x30" + bytes([len(body)]) + body).decode("ascii")
    return f"-----BEGIN EC PRIVATE KEY-----\n{text}-----END EC PRIVATE KEY-----\n"
