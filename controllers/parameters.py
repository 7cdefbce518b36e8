"""What browsers and programs send, whatever it is."""

from ..connectors.text import clean

LARGEST_ID = 2**31 - 1


def as_text(value):
    """A parameter as text that a database takes; a file or a list is no text."""
    return clean(value) if isinstance(value, str) else ""


def as_ids(values):
    """Those of the parameters that could be ids of records, as numbers."""
    texts = [as_text(value) for value in values]
    digits = len(str(LARGEST_ID))  # endless numbers are not even read
    numbers = [
        int(text)
        for text in texts
        if text.isascii() and text.isdigit() and len(text) <= digits
    ]
    return [number for number in numbers if 0 < number <= LARGEST_ID]
