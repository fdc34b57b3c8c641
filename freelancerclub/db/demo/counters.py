"""Sets what is kept beside people, pictures and jobs, as `club check counters --repair` would."""

from freelancerclub.db.checks import COUNTERS, repair_of

STATEMENTS = (
    *map(repair_of, COUNTERS),
    "UPDATE person_seen s SET last_seen_at = demo_seen.last_seen_at FROM demo_seen WHERE s.person_id = demo_seen.id",
)
