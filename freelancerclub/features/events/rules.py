"""Where a stream begins."""

MOST_DIGITS = 18


def begin(asked: str, first: int | None, last: int) -> tuple[str, int]:
    """The name of the first event, and the place that the stream goes on from.

    `last` is the newest position there is, `first` the oldest that is kept. A place that can't be gone on from without
    a gap, because what followed it is forgotten or it is none of this stream's, gives `reset`.
    """
    if not asked:
        return "ready", last
    if not asked.isascii() or not asked.isdigit() or len(asked) > MOST_DIGITS:
        return "reset", last
    place = int(asked)
    is_known = place == last or (place < last and first is not None and first <= place + 1)
    return ("ready", place) if is_known else ("reset", last)
