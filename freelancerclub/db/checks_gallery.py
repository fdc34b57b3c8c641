"""Checks of the gallery: which pictures are listed, by which words they are found, and how many there are."""

from freelancerclub.db.pool import Database

SHOULD_BE = """
    SELECT i.id, i.owner_id,
        array_to_tsvector(array(SELECT folded_words(concat_ws(' ', i.title, i.description, i.keywords)))) AS words
    FROM picture i JOIN person p ON p.id = i.owner_id
    WHERE i.public AND i.authorised AND i.deleted_at IS NULL
      AND p.deleted_at IS NULL AND p.suspended_at IS NULL AND NOT p.profile_hidden"""

WRONG = f"""
    SELECT count(*) FROM gallery g FULL JOIN ({SHOULD_BE}) found USING (id)
    WHERE (g.owner_id, g.words) IS DISTINCT FROM (found.owner_id, found.words)"""

WRONG_TOTAL = """
    SELECT (SELECT coalesce(sum(pictures), 0) FROM gallery_total)
        + (SELECT coalesce(sum(pictures), 0) FROM gallery_change)
        - (SELECT count(*) FROM gallery)"""

# Whoever writes a picture or a person waits, so that nothing comes or goes between the counting and its end.
REPAIR = (
    "LOCK TABLE person, picture, gallery IN SHARE ROW EXCLUSIVE MODE",
    "DELETE FROM gallery",
    "SELECT gallery_write(array(SELECT id FROM picture ORDER BY id))",
    "DELETE FROM gallery_change",
    "DELETE FROM gallery_total",
    "INSERT INTO gallery_total (pictures) SELECT count(*) FROM gallery",
)


async def find_wrong_gallery(db: Database) -> tuple[int, int]:
    """How many pictures are listed wrongly, or not though they should be, and by how many the total is wrong."""
    return await db.value(WRONG), abs(await db.value(WRONG_TOTAL))


async def do_repair_gallery(db: Database) -> None:
    """Makes all of it anew, in the caller's transaction."""
    for statement in REPAIR:
        await db.rows(statement)
