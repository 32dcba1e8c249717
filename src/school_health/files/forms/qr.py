"""
The QR code of an address, for a form that carries one.
"""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

from school_health.errors import FormError


__all__ = ["matrix", "picture"]

_MOST = 800


def matrix(address: str) -> list[list[bool]]:
    """
    Return the modules of the QR code of an address, row by row, without a border.

    Never a Micro QR code, which many telephones cannot read.

    Raises:
        FormError: it is no address of the web.
    """
    import segno

    return [[bool(cell) for cell in row] for row in segno.make_qr(_checked(address), error="m", encoding="utf-8").matrix]


def picture(address: str) -> bytes:
    """
    Return the QR code of an address as a PNG picture, with the border that readers need.

    Raises:
        FormError: it is no address of the web.
    """
    import segno

    out = BytesIO()
    segno.make_qr(_checked(address), error="m", encoding="utf-8").save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and address.isprintable()
        secret = parts.username is not None or parts.password is not None
    except ValueError:
        right, secret = False, False
    if not right or len(address) > _MOST:
        message = "二维码要的是网址，以 http:// 或 https:// 开头，不超过 800 个字符"
        raise FormError(message)
    if secret:
        message = "网址里带着用户名或密码：二维码人人可扫，请去掉"
        raise FormError(message)
    return address
