"""The checksum that Google's services take: CRC-32C.

Source: RFC 3720, appendix B.4
"""

from __future__ import annotations

_POLYNOMIAL = 0x82F63B78  # Castagnoli's, bits reversed


def _row(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = tuple(_row(byte) for byte in range(256))


def crc32c(data: bytes) -> int:
    """The checksum of bytes, from 0 to 2³² - 1; slow, and fast enough for a secret."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF
