"""Reads the tables that `club` prints."""


def cells(out: str) -> list[list[str]]:
    """The rows without the head; columns stand two blanks or more apart."""
    lines = [line for line in out.splitlines() if "  " in line.strip()]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines[1:]]
