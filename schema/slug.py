"""The slug of a name: the key under which a node is stored and found in a URL."""

import hashlib
import re
import unicodedata

_SPOKEN = {"'": "", "\u2019": "", "+": " plus ", "*": " star ", "@": " at ", "#": " sharp ", "&": " and "}
_SEPARATORS = re.compile(r"(?:(?!(?<=\d)\.\d)[\W_])+")


def slug(name: str) -> str:
    """Fold a name to lower-case words joined by hyphens; names that differ in more than spelling stay apart.

    A point between digits stays, signs that tell names apart are spoken. A name without any letter or digit gets a
    hash, so that a slug is never empty.

    >>> slug("GPT-3.5"), slug("Vision Transformer"), slug("ScanNet++"), slug("pass@1")
    ('gpt-3.5', 'vision-transformer', 'scannet-plus-plus', 'pass-at-1')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    spoken = "".join(_SPOKEN.get(char, char) for char in folded)
    joined = _SEPARATORS.sub("-", spoken).strip("-")
    return joined or hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
