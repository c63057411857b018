"""Training of the extractor; needs the extra ``train``."""
