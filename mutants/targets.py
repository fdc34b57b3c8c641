"""What is mutated, and by which tests it is judged: of each file those that need no database."""

from mutants.run import Target

WIRE, FORMATS, FEATURES = "freelancerclub.wire", "freelancerclub.wire.formats", "freelancerclub.features"
FORMAT_TESTS = tuple(
    f"tests/wire/formats/{name}.py" for name in ("test_formats", "test_surrogates", "test_golden", "test_singular")
)
RULES = (
    *("alerts", "applicants", "auth", "blocks", "events", "images", "invites", "jobfiles", "jobs", "messages"),
    *("portfolios", "postings", "recommended", "repeats", "reports", "reviews", "telling", "users"),
)

TARGETS = (
    *(
        Target(f"{FORMATS}.{name}", FORMAT_TESTS)
        for name in ("array", "csv", "format", "html", "jsonp", "php", "php_numbers", "rows", "serialized", "singular")
    ),
    Target(f"{FORMATS}.xml", FORMAT_TESTS),
    Target(f"{WIRE}.scalars", ("tests/wire/test_shape.py", "tests/wire/test_scalars.py")),
    Target(f"{WIRE}.conditions", ("tests/wire/test_conditions.py",)),
    Target(f"{WIRE}.validate", ("tests/wire/test_validate_values.py", "tests/wire/test_validate.py")),
    Target("freelancerclub.adapters.tokens", ("tests/adapters/test_tokens.py",)),
    *(Target(f"{FEATURES}.{name}.rules", (f"tests/features/{name}/test_rules.py",)) for name in RULES),
    Target(
        f"{FEATURES}.videos.rules", ("tests/features/videos/test_addresses.py", "tests/features/videos/test_rules.py")
    ),
)
