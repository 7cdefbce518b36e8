"""Whether two texts say nearly the same: MinHash over pieces of four letters, pure.

Pieces of letters serve all scripts and forgive typing errors. One hash of each piece is
enough: its last bits choose one of 64 bins, which keeps the least (one-permutation
hashing, Li, Owen and Zhang 2012, https://arxiv.org/abs/1208.1259). Signatures are of
fixed size, whatever the text.
"""

import re
from zlib import crc32

from .rule_words import fold

BINS = 64
LETTERS = 4
MOST = 600  # letters that are looked at
FEWEST = 12  # pieces; what is shorter is like everything
ALIKE = 0.5
EMPTY = -1
# what differs in copies of the same text: addresses, names, numbers
VARIABLE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|@\w+|\d+")
GAPS = re.compile(r"[\W_]+")

Signature = tuple[int, ...]


def normal(text: str) -> str:
    """What is compared of a text."""
    return GAPS.sub(" ", fold(VARIABLE.sub(" ", text[: 4 * MOST]))).strip()[:MOST]


def signature(text: str) -> Signature | None:
    """64 numbers, nearly the same for texts that are; None if it is too short."""
    letters = normal(text)
    pieces = len(letters) - LETTERS + 1
    if pieces < FEWEST:
        return None
    data = letters.encode("utf-16-be", "surrogatepass")
    bins = [EMPTY] * BINS
    for at in range(0, 2 * pieces, 2):
        value = crc32(data[at : at + 2 * LETTERS])
        place = value % BINS
        if bins[place] == EMPTY or value < bins[place]:
            bins[place] = value
    return tuple(bins)


def similarity(one: Signature, other: Signature) -> float:
    """The share of pieces that both have, estimated: 0 to 1."""
    same = used = 0
    for left, right in zip(one, other, strict=True):
        if left != EMPTY or right != EMPTY:
            used += 1
            same += left == right
    return same / used if used else 0.0


def keys(one: Signature) -> list[int]:
    """Of two alike texts at least one key is the same, of others hardly any: what is
    looked up before it is compared. Signed, of 63 bits, each with its place."""
    found = []
    for place in range(0, BINS, 2):
        pair = one[place : place + 2]
        if pair != (EMPTY, EMPTY):
            left, right = (value & 0x1FFFFFFF for value in pair)
            found.append((place // 2) << 58 | left << 29 | right)
    return found


def are_alike(one: Signature, other: Signature) -> bool:
    return similarity(one, other) >= ALIKE
