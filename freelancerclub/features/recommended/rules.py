"""What makes somebody fit a job: five parts between 0 and 1, their weights, and how far one looks (decision 0023)."""

WEIGHTS = {"distance": 0.30, "discipline": 0.35, "skills": 0.15, "recency": 0.10, "reviews": 0.10}
MILES = 40  # at this distance the part is 1/e
HALF_LIFE = 30  # days since somebody was last seen after which the part is one half
DOUBT = 2  # how many reviews count half of what they say
ENOUGH = 300  # people who are looked at in all five parts
RINGS = (
    (5, "0.1"),
    (12, "0.1"),
    (30, "0.1"),
    (100, "1"),
)  # miles to look, wider while there are not enough, and the cells of it
BEST_RATED = 2_000  # of each discipline, where the place doesn't matter
