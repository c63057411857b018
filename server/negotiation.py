"""Which of the media types that we have an Accept header prefers."""

from collections.abc import Sequence

from fastapi import HTTPException


def choose(accept: str | None, offers: Sequence[str]) -> str:
    """The offered media type with the highest weight; the first of equals, and the first if nothing is asked for.

    Raises HTTPException 406 that names the offers if none will do.
    """
    weight, best = _best(accept, offers)
    if weight <= 0:
        raise HTTPException(406, f"there are {', '.join(offers)}")
    return best


def prefer(accept: str | None, offers: Sequence[str]) -> str:
    """As ``choose``, and the first if none will do."""
    weight, best = _best(accept, offers)
    return best if weight > 0 else offers[0]


def _best(accept: str | None, offers: Sequence[str]) -> tuple[float, str]:
    """The offer with the highest weight, and that weight."""
    ranges = [_range(part) for part in (accept or "").split(",") if part.strip()] or [("*/*", 1.0)]
    weighed = [(_weight(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    weight, _, best = max(weighed)
    return weight, best


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


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most precise range that fits."""
    for fits in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        found = [weight for media, weight in ranges if media == fits]
        if found:
            return max(found)
    return 0.0
