"""The reading site: pages from stored outputs, built by Sphinx, complete without a network."""

from sinosoviet.site.build import SiteError, built, folder, write
from sinosoviet.site.server import serve

__all__ = ["SiteError", "built", "folder", "serve", "write"]
