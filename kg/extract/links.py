"""Links in an abstract: where its code is, and what is no text to read names from."""

import re

URL = r"""
    (?: https?:// | www\. | (?<![\w.@/-]) (?:github|gitlab|bitbucket|huggingface|zenodo)\. (?:com|org|io|co)/ )
    [^\s<>"{}|\\^`\u00a0]* [^\s<>"{}|\\^`.,;:!?'")\]\u00a0*_]
"""
_URL = re.compile(URL, re.VERBOSE | re.IGNORECASE)
_PROJECT = re.compile(
    r"""
    ^(?:https?://)?(?:www\.)?
    (?: (?:github|gitlab|bitbucket)\.(?:com|org) / [^/\s]+ / [^/\s]+
      | gitlab\.[\w.-]+ / [^/\s]+ / [^/\s]+
      | huggingface\.co / [^/\s]+
      | [\w-]+\.(?:github|gitlab)\.io
      | codeberg\.org / [^/\s]+ / [^/\s]+
      | anonymous\.4open\.science / [^\s]+
      | code\.google\.com / [^\s]+
      | sourceforge\.net / [^\s]+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def find_links(text: str) -> list[tuple[int, int]]:
    """Offsets of every link in a text, trailing punctuation left off."""
    return [match.span() for match in _URL.finditer(text)]


def find_code_url(text: str) -> str | None:
    r"""The first link to a code host in a text, as an absolute URL; None where there is none.

    TeX escapes (``\_``, ``\#``) are undone, trailing punctuation goes, and a scheme is put before a bare host name.
    """
    for match in _URL.finditer(re.sub(r"\\([_#%&~])", r"\1", text)):
        url = match.group()
        if _PROJECT.match(url):
            return url if url.lower().startswith("http") else f"https://{url}"
    return None
