"""Sets what is kept beside people, pictures and jobs, as `club check counters --repair` would."""

from freelancerclub.db.checks import COUNTERS, repair_of

# What people are found by is written once for all of them, with the ratings that come last, and the indexes of words
# in one go, which takes half the time.
SPEAKING = (
    ("event", "event_placed"),
    ("thread_item", "event_of_item"),
    ("thread_member", "event_of_reading"),
    ("notification", "event_of_notification"),
    ("notification", "notification_came"),
)

# The last 30 days of everybody's stream, as the triggers would have written it while it happened.
EVENTS = """
    INSERT INTO event (person_id, kind, payload, created_at, position)
    SELECT person_id, kind, payload, created_at, row_number() OVER (PARTITION BY person_id ORDER BY created_at, place)
    FROM (
        SELECT m.person_id, 'message' AS kind, jsonb_build_object('item', i.id) AS payload, i.created_at, i.id AS place
        FROM thread_item i JOIN thread_member m USING (thread_id)
        UNION ALL
        SELECT person_id, 'notification', jsonb_build_object('notification', id), created_at, id
        FROM notification WHERE listed
    ) happened
    WHERE created_at > (SELECT max(created_at) FROM notification) - interval '30 days'
    ORDER BY created_at, place"""

BEFORE = (
    *(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}" for table, trigger in SPEAKING),
    "ALTER TABLE person DISABLE TRIGGER person_searched",
    "ALTER TABLE person DISABLE TRIGGER alert_followed",  # the demo has alerts of its own
    "ALTER INDEX person_search_words SET (fastupdate = on)",
    "ALTER INDEX gallery_words SET (fastupdate = on)",
    "SET LOCAL gin_pending_list_limit = '64MB'",
)
STATEMENTS = (
    EVENTS,
    "INSERT INTO event_line (person_id, last) SELECT person_id, max(position) FROM event GROUP BY person_id",
    *(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}" for table, trigger in SPEAKING),
    *map(repair_of, COUNTERS),
    "UPDATE person_seen s SET last_seen_at = demo_seen.last_seen_at FROM demo_seen WHERE s.person_id = demo_seen.id",
    "SELECT person_search_write(array(SELECT id FROM person ORDER BY id))",
    "SELECT gin_clean_pending_list('person_search_words')",
    "ALTER INDEX person_search_words SET (fastupdate = off)",
    "SELECT gin_clean_pending_list('gallery_words')",
    "ALTER INDEX gallery_words SET (fastupdate = off)",
    """INSERT INTO application_change (application_id, was, status, message, created_at)
        SELECT id, 'new', status, message, modified_at FROM application WHERE status <> 'new' ORDER BY id""",
    "SELECT person_rank_fold()",
    "SELECT person_search_forget_all()",
    "SELECT gallery_fold()",
    "SELECT board_fold()",
    "ALTER TABLE person ENABLE TRIGGER person_searched",
    "ALTER TABLE person ENABLE TRIGGER alert_followed",
)
