"""The world each example was printed in: its rows in an otherwise empty database, and the request it answers.

A file a group of features; each offers WORLDS, by the name of the example.
"""

from contract.worlds import (
    accounts,
    gallery,
    hiring,
    jobs,
    messages,
    pictures,
    portfolios,
    profiles,
    search,
    social,
    telling,
)

WORLDS = (
    accounts.WORLDS
    | gallery.WORLDS
    | hiring.WORLDS
    | jobs.WORLDS
    | messages.WORLDS
    | pictures.WORLDS
    | portfolios.WORLDS
    | profiles.WORLDS
    | search.WORLDS
    | social.WORLDS
    | telling.WORLDS
)
