"""Sets what is kept beside people, pictures and jobs, as `club check counters --repair` would."""

from freelancerclub.db.checks import COUNTERS, repair_of

# What people are found by is written once for all of them, with the ratings that come last, and the index of words
# in one go, which takes half the time.
BEFORE = (
    "ALTER TABLE person DISABLE TRIGGER person_searched",
    "ALTER TABLE person DISABLE TRIGGER alert_followed",  # the demo has alerts of its own
    "ALTER INDEX person_search_words SET (fastupdate = on)",
    "SET LOCAL gin_pending_list_limit = '64MB'",
)
STATEMENTS = (
    *map(repair_of, COUNTERS),
    "UPDATE person_seen s SET last_seen_at = demo_seen.last_seen_at FROM demo_seen WHERE s.person_id = demo_seen.id",
    "SELECT person_search_write(array(SELECT id FROM person ORDER BY id))",
    "SELECT gin_clean_pending_list('person_search_words')",
    "ALTER INDEX person_search_words SET (fastupdate = off)",
    """INSERT INTO application_change (application_id, was, status, message, created_at)
        SELECT id, 'new', status, message, modified_at FROM application WHERE status <> 'new' ORDER BY id""",
    "SELECT person_rank_fold()",
    "SELECT gallery_fold()",
    "SELECT board_fold()",
    "ALTER TABLE person ENABLE TRIGGER person_searched",
    "ALTER TABLE person ENABLE TRIGGER alert_followed",
)
