"""Portfolios: up to three collections in which a person shows pictures of their own."""
