"""Pictures that people send: invented hills, always the same for the same name."""

import math
import struct
import zlib

WIDTH, HEIGHT = 240, 160
# by name: sky above, sky below, far hills, near hills
MOODS = (
    ((64, 120, 190), (230, 226, 206), (110, 140, 150), (52, 84, 66)),
    ((250, 170, 110), (255, 232, 196), (150, 112, 120), (70, 52, 74)),
    ((120, 134, 148), (214, 220, 222), (140, 150, 152), (84, 92, 90)),
    ((38, 52, 98), (150, 130, 160), (60, 64, 100), (26, 30, 52)),
)
Colour = tuple[int, int, int]


def hills(name: str) -> bytes:
    """A small PNG."""
    luck = zlib.crc32(name.encode())
    sky, horizon, far, near = MOODS[luck % len(MOODS)]
    far_line, near_line = _ridge(luck, 0.45, 18), _ridge(luck // 7, 0.7, 26)
    rows = bytearray()
    for y in range(HEIGHT):
        air = _between(sky, horizon, y / HEIGHT)
        rows.append(0)  # no filter
        for x in range(WIDTH):
            colour = near if y > near_line[x] else far if y > far_line[x] else air
            rows += bytes(colour)
    return _png(bytes(rows))


def _ridge(luck: int, height: float, roughness: float) -> list[float]:
    """For each column the row where the hills begin."""
    shift = luck % 628 / 100
    return [
        HEIGHT * height
        - roughness * math.sin(x / 31 + shift)
        - roughness / 3 * math.sin(x / 9 + 2 * shift)
        for x in range(WIDTH)
    ]


def _between(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (
        round(a + (b - a) * part) for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def _png(rows: bytes) -> bytes:
    """Rows of RGB, each after its filter byte, as a file (W3C PNG, 2003)."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + name
        + data
        + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
