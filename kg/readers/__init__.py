"""From files to papers: one file a format, each a generator of Paper."""

from kg.readers.lines import STANDARD_INPUT
from kg.readers.read import read_inputs, read_papers
from kg.readers.report import Report, fail, ignore

__all__ = ["STANDARD_INPUT", "Report", "fail", "ignore", "read_inputs", "read_papers"]
