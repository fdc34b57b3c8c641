"""Mutation tests: small mistakes are made in pure code, and its pure tests have to notice them."""
