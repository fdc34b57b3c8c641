"""Who gets what: a row for every endpoint × caller × object. An endpoint without rows fails the suite.

`club routes --untested` reads ROWS too, so these files import nothing of the tests.
"""

from . import accounts, gallery, hiring, jobs, messages, pictures, portfolios, profiles, search, social, telling
from .rows import CALLERS, Rows

__all__ = ["CALLERS", "ROWS", "Rows"]

ROWS: dict[str, Rows] = (
    accounts.ROWS
    | gallery.ROWS
    | jobs.ROWS
    | hiring.ROWS
    | messages.ROWS
    | pictures.ROWS
    | portfolios.ROWS
    | profiles.ROWS
    | search.ROWS
    | social.ROWS
    | telling.ROWS
)
