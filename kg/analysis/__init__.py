"""What a graph tells as a whole: what is central, what belongs together, what rises, and what is contested."""

from kg.analysis.analysis import Analysis, analyze
from kg.analysis.write import write_back

__all__ = ["Analysis", "analyze", "write_back"]
