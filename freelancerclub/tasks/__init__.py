"""Background work: the queue in PostgreSQL, what is registered on it, and the worker that runs it."""
