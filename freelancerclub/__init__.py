"""The Freelancer Club API: the whole service behind the published reference."""

__version__ = "0.1.0"
