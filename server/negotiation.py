"""Which of the media types that we have an Accept header prefers."""

from collections.abc import Sequence

from fastapi import HTTPException


def choose(accept: str | None, offers: Sequence[str], *, otherwise: str | None = None) -> str:
    """The offered media type with the highest weight, or the first one if nothing is asked for.

    Of equals it is one that is named rather than one that a ``*`` stands for, and then the first. If none will do, it
    is ``otherwise``; raises HTTPException 406 that names the offers if there is no such.
    """
    ranges = [_range(part) for part in (accept or "").split(",") if part.strip()] or [("*/*", 1.0)]
    weighed = [(*_weight(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    weight, _, _, best = max(weighed)
    if weight > 0:
        return best
    if otherwise is None:
        raise HTTPException(406, f"there are {', '.join(offers)}")
    return otherwise


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media, min(1.0, max(0.0, float(value)))
            except ValueError:
                return media, 0.0
    return media, 1.0


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """The weight of the most precise range that fits, and how precise that is."""
    for precision, fits in enumerate((offer, f"{offer.partition('/')[0]}/*", "*/*")):
        found = [weight for media, weight in ranges if media == fits]
        if found:
            return max(found), -precision
    return 0.0, 0
