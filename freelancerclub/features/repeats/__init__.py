"""Safe repeats: a POST with an Idempotency-Key is done once, and answered alike however often it comes."""
