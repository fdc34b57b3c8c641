"""`club check`: counters and versions against their rows, and the exit code that scripts look at."""

import psycopg
import pytest

from support.serving import Club
from support.tables import cells


class Rows:
    """Two people of whom one follows the other, as the features would have left them."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        people = "INSERT INTO person (email, display_name, slug) VALUES (%s, 'A', %s) RETURNING id"
        self.ann, self.bob = (self(people, f"{name}@example.com", name)[0][0] for name in ("ann", "bob"))
        self("INSERT INTO follow (follower_id, followed_id) VALUES (%s, %s)", self.ann, self.bob)
        self("UPDATE person_counter SET followers = 1 WHERE person_id = %s", self.bob)

    def __call__(self, statement: str, *parameters: object) -> list[tuple]:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def followers(self) -> list[tuple]:
        return self("SELECT person_id, followers FROM person_counter ORDER BY 1")


@pytest.fixture
def follow(dsn: str) -> Rows:
    return Rows(dsn)


def test_counters_that_agree(club: Club, follow: Rows):
    said = club("check", "counters")
    assert (said.code, said.out) == (0, "All counters agree with their rows.\n")


def test_differences_are_listed_and_end_with_one(club: Club, follow: Rows):
    follow("UPDATE person_counter SET followers = 9, likes = 2")
    said = club("check", "counters")
    assert said.code == 1
    assert cells(said.out) == [
        ["person_counter.followers", str(follow.ann), "9", "0"],
        ["person_counter.likes", str(follow.ann), "2", "0"],
        ["person_counter.followers", str(follow.bob), "9", "1"],
        ["person_counter.likes", str(follow.bob), "2", "0"],
    ]
    assert said.out.endswith("4 differ: mend with --repair.\n")
    assert follow.followers() == [(follow.ann, 9), (follow.bob, 9)], "looking changes nothing"


def test_they_are_repaired(club: Club, follow: Rows):
    follow("UPDATE person_counter SET followers = 9 WHERE person_id = %s", follow.bob)
    follow("DELETE FROM person_counter WHERE person_id = %s", follow.ann)
    said = club("check", "counters", "--repair")
    assert said.code == 0
    assert ["person_counter.views", str(follow.ann), "missing", "0"] in cells(said.out)
    assert said.out.endswith("8 differ: repaired.\n")
    assert follow.followers() == [(follow.ann, 0), (follow.bob, 1)]
    assert club("check", "counters").code == 0


def test_of_many_differences_the_first_are_shown(club: Club, follow: Rows):
    follow(
        "INSERT INTO person (email, display_name, slug)"
        " SELECT 'p' || n || '@example.com', 'P', 'p' || n FROM generate_series(1, 70) n"
    )
    follow("UPDATE person_counter SET views = 3")
    said = club("check", "counters")
    assert len(cells(said.out)) == 50
    assert said.out.endswith("72 differ, the first 50 shown: mend with --repair.\n")


def test_versions(club: Club, follow: Rows):
    assert club("check", "versions").out == "Everything has a version.\n"
    follow("DELETE FROM person_version WHERE id = %s", follow.ann)
    said = club("check", "versions")
    assert said.code == 1
    assert cells(said.out) == [["person_version", "1"]]
    before = follow("SELECT version FROM person_version")[0][0]
    said = club("check", "versions", "--raise")
    assert (said.code, said.out[:18]) == (0, "Raised 2 versions:")
    assert all(version > before for (version,) in follow("SELECT version FROM person_version"))
    assert club("check", "versions").code == 0


def test_people_are_found_by_what_their_profiles_say(club: Club, follow: Rows):
    said = club("check", "search")
    assert (said.code, said.out) == (0, "Everybody is found by what their profile says.\n")
    follow("UPDATE person_counter SET likes = 3")
    follow("UPDATE person_search SET rating = 7, words = NULL WHERE person_id = %s", follow.ann)
    follow("DELETE FROM person_rank WHERE person_id = %s", follow.bob)
    follow("UPDATE person_rank_change SET people = 9")
    said = club("check", "search")
    assert (said.code, said.out) == (1, "2 people and 1 totals differ: mend with --repair.\n")
    assert club("check", "search", "--repair").code == 0
    assert club("check", "search").code == 0
    assert follow("SELECT list, rating FROM person_rank") == [("*", 3000), ("*", 3000)]


def test_conversations_are_kept_as_they_are(club: Club, follow: Rows):
    follow("INSERT INTO thread (id, creator_id) VALUES (1, %s)", follow.ann)
    for person in (follow.ann, follow.bob):
        follow("INSERT INTO thread_member (thread_id, person_id) VALUES (1, %s)", person)
    follow("INSERT INTO thread_item (thread_id, author_id, message) VALUES (1, %s, 'Hello')", follow.ann)
    assert club("check", "talk").out == "All conversations are kept as they are.\n"
    follow("UPDATE thread SET last_item = NULL")
    follow("UPDATE thread_member SET shut = true")
    follow("DELETE FROM thread_search")
    said = club("check", "talk")
    assert said.code == 1 and said.out.endswith("Mend with --repair.\n")
    assert [row[1] for row in cells(said.out)] == ["1", "2", "1"]
    said = club("check", "talk", "--repair")
    assert said.code == 0 and said.out.endswith("Repaired.\n")
    assert club("check", "talk").code == 0


def test_those_pictures_are_listed_that_should_be(club: Club, follow: Rows):
    for number in (1, 2, 3):
        values = [follow.ann, f"{number}.png"]
        follow("INSERT INTO picture (owner_id, title, file, authorised) VALUES (%s, 'Boats', %s, true)", *values)
    assert club("check", "gallery").out == "Those pictures are listed that should be.\n"
    follow("DELETE FROM gallery WHERE id = (SELECT min(id) FROM picture)")
    follow("UPDATE gallery SET words = '' WHERE id = (SELECT max(id) FROM picture)")
    follow("UPDATE gallery_change SET pictures = 9")
    said = club("check", "gallery")
    assert said.code == 1 and said.out.startswith("2 pictures differ, and the total by ")
    assert said.out.endswith(": mend with --repair.\n") and "by 0" not in said.out
    assert club("check", "gallery", "--repair").code == 0
    assert club("check", "gallery").code == 0
    assert follow("SELECT count(*), (SELECT sum(pictures) FROM gallery_total) FROM gallery") == [(3, 3)]


JOB = """INSERT INTO job (owner_id, title, description, authorised, expires_on)
    VALUES (%s, 'Boats', 'D', true, {}) RETURNING id"""


def test_the_board_lists_the_jobs_that_it_should(club: Club, follow: Rows):
    open_ended, soon, over = (
        follow(JOB.format(day), follow.ann)[0][0] for day in ("null", "current_date + 9", "current_date - 9")
    )
    assert club("check", "board").out == "The board lists the jobs that it should.\n"
    follow("DELETE FROM board WHERE job_id = %s", over)
    assert club("check", "board").code == 0, "the clock may have taken it off or not"

    follow("DELETE FROM board WHERE job_id = %s", open_ended)
    follow("UPDATE board SET words = '', owner_id = %s WHERE job_id = %s", follow.bob, soon)
    follow("UPDATE board_change SET jobs = 9")
    said = club("check", "board")
    assert said.code == 1 and said.out.startswith("2 jobs and ")
    assert said.out.endswith(" totals differ: mend with --repair.\n") and " 0 totals" not in said.out
    assert club("check", "board", "--repair").out.endswith(" totals differ: repaired.\n")
    assert club("check", "board").code == 0
    assert follow("SELECT job_id, owner_id FROM board ORDER BY 1") == [(open_ended, follow.ann), (soon, follow.ann)]
    assert follow("SELECT sum(jobs) FROM board_total") == [(2,)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE job SET deleted_at = now()",
        "UPDATE job SET public = false",
        "UPDATE job SET authorised = false",
        "UPDATE person SET suspended_at = now()",
        "UPDATE person SET deleted_at = now()",
    ],
)
def test_a_job_that_should_not_be_on_the_board_is_taken_off(change: str, club: Club, follow: Rows):
    follow(JOB.format("null"), follow.ann)
    with psycopg.connect(follow._dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # as a restore without triggers leaves it
        connection.execute(change)
    assert club("check", "board").out == "1 jobs and 0 totals differ: mend with --repair.\n"
    assert club("check", "board", "--repair").code == 0
    assert club("check", "board").code == 0
    assert follow("SELECT count(*) FROM board") == [(0,)]


def test_the_counters_of_a_job_are_counted_again(club: Club, follow: Rows):
    job = follow(JOB.format("null"), follow.ann)[0][0]
    follow("INSERT INTO application (job_id, person_id) VALUES (%s, %s)", job, follow.bob)
    assert club("check", "counters").code == 0
    follow("UPDATE job_counter SET applicants = 4, told = 5")
    said = club("check", "counters", "--repair")
    assert cells(said.out) == [
        ["job_counter.applicants", str(job), "4", "1"],
        ["job_counter.told", str(job), "5", "0"],
    ]
    assert follow("SELECT applicants, told FROM job_counter") == [(1, 0)]
