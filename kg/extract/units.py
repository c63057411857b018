"""Units behind numbers: %, points, times and what else a result is counted in."""

from collections.abc import Sequence

_TIMES = frozenset({"x", "X", "×", "times", "fold", "folds", "\\times"})
_PERCENT = frozenset({"%", "percent", "percents", "pct"})
_POINTS = frozenset({"point", "points", "pp", "pts", "pt"})
_OF_POINTS = frozenset({"percentage", "absolute", "bleu", "f1", "map", "ap", "rouge", "miou"})
"""What stands between a number and the word points."""
_HYPHENATED = frozenset({"fold", "times", "point", "points", "x", "deg"})
_OWN = dict(
    word.split(":")
    for word in (
        "db:dB fps:FPS mm:mm cm:cm ms:ms s:s m:m M:M hours:hours minutes:minutes seconds:seconds sec:seconds secs:secs "
        "gb:GB mb:MB deg:deg"
    ).split()
)
"""Units that are nothing else: the number takes their word; one letter as it is written, m a metre and M a million."""
_MEASURES = dict(
    word.split(":")
    for word in "bleu:BLEU map:mAP miou:mIoU ap:AP f1:F1 fid:FID rouge:ROUGE cider:CIDEr nds:NDS psnr:PSNR".split()
)
"""Units that are metrics too: their word stays a mention."""
MARKUP = frozenset({"$", "~", "{", "}", "\\", "\\,", "↑", "↓", "+"})
"""What may stand between a number and its unit."""


def unit_at(words: Sequence[str], position: int) -> tuple[str, int]:
    """The unit that stands at this token ('' if none) and the token behind it."""
    at = past_markup(words, position)
    if words[at : at + 1] == ["-"]:
        at += 1
        if at >= len(words) or words[at].lower() not in _HYPHENATED:
            return "", position
    if at >= len(words):
        return "", position
    word, lower = words[at], words[at].lower()
    points = at + 1 < len(words) and words[at + 1].lower() in _POINTS
    unit, length = "", 1
    if word in _TIMES:
        unit = "x"
    elif lower in _PERCENT:
        unit, length = ("% points", 2) if points else ("%", 1)
    elif lower in _OF_POINTS and points:
        unit, length = ("percentage points" if lower == "percentage" else "points"), 2
    elif lower in _POINTS:
        unit = word
    elif (own := word if len(word) == 1 else lower) in _OWN:
        unit = _OWN[own]
    elif lower in _MEASURES:
        return _MEASURES[lower], position
    return unit, (at + length if unit else position)


def past_markup(words: Sequence[str], position: int) -> int:
    """The first token from here on that is neither markup nor space; a TeX percent sign is two tokens."""
    while position < len(words) and (words[position] in MARKUP or words[position].isspace()):
        position += 1
    return position
