"""From files to papers: one file a format, each a generator of Paper."""

from kg.readers.read import read_papers
from kg.readers.report import Report, fail

__all__ = ["Report", "fail", "read_papers"]
