"""How each row of the block matrix is carried out: by its endpoint and thing, what is made and what is asked.

A file a group of features, merged here; a row without its probe fails the suite.
"""

from contract.blocks import gallery, hiring, jobs, messages, people, portfolios
from contract.blocks.probe import Asked, Probe

__all__ = ["PROBES", "Asked", "Probe"]

PROBES: dict[tuple[str, str], Probe] = (
    people.PROBES | portfolios.PROBES | gallery.PROBES | jobs.PROBES | hiring.PROBES | messages.PROBES
)
