"""Eight calls of ours in FastAPI and SQLAlchemy, as the documentation of both recommends them."""
