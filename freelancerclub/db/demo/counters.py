"""Sets what is kept beside people, pictures and jobs, as `club check counters --repair` would."""

from freelancerclub.db.checks import COUNTERS, repair_of

# What people are found by is written once for all of them, with the ratings that come last, and the indexes of words
# in one go, which takes half the time.
BEFORE = (
    "ALTER TABLE person DISABLE TRIGGER person_searched",
    "ALTER INDEX person_search_words SET (fastupdate = on)",
    "ALTER INDEX gallery_words SET (fastupdate = on)",
    "SET LOCAL gin_pending_list_limit = '64MB'",
)
STATEMENTS = (
    *map(repair_of, COUNTERS),
    "UPDATE person_seen s SET last_seen_at = demo_seen.last_seen_at FROM demo_seen WHERE s.person_id = demo_seen.id",
    "SELECT person_search_write(array(SELECT id FROM person ORDER BY id))",
    "SELECT gin_clean_pending_list('person_search_words')",
    "ALTER INDEX person_search_words SET (fastupdate = off)",
    "SELECT gin_clean_pending_list('gallery_words')",
    "ALTER INDEX gallery_words SET (fastupdate = off)",
    "SELECT person_rank_fold()",
    "SELECT gallery_fold()",
    "ALTER TABLE person ENABLE TRIGGER person_searched",
)
