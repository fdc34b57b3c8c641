"""Writes docs/guide/erasure.md from the rules of erasure. Run: .venv/bin/python docs/erasure.py"""

from pathlib import Path

from freelancerclub.features.users.rules import ERASURE, GRACE, NOBODY, Fate, Rule, hidden_columns

PAGE = Path(__file__).parent / "guide" / "erasure.md"

HEAD = f"""# What becomes of a deleted account

`DELETE /users/me`, or `club user remove EMAIL`, shuts an account and hides it at once. For {GRACE.days} days
`club user restore EMAIL` brings it back; then the background worker erases it: every hour, account by account, each in
one transaction, by the rules below. They stand in `freelancerclub/features/users/rules.py`; a test finds every column
that refers to a person in the database's own catalogue and fails on one without a rule. The row in `person` stays, as
"{NOBODY}" without anything in it, because what others keep points at it. What is counted about others counts
without it.

A backup holds whoever was erased since it was made. After it is restored, those who had left by then are erased
again within the hour; an account that was deleted later is back, and has to be deleted once more.

Names, addresses and telephone numbers are taken out of texts wherever they are written whole; a name of one word
stays, because it may be any word. Network addresses in logs are the operator's to remove.
"""

EXPORT = """## What the export tells

`GET /users/me/export` follows the same rules: it shows the rows that are somebody's by them, but no more than the
service tells them elsewhere. Messages and conversations that are held back, reviews that aren't shown and lines that
the inbox leaves out are not in it, nor what belongs to those lines, nor these columns, which say what moderators or
the service decided, or by whom one is blocked:
"""

FATES = {
    Fate.ERASED: ("Erased", "The whole row goes."),
    Fate.ANONYMISED: ("Anonymised", "The row stays, something else is written there."),
    Fate.KEPT: ("Kept", "For the reason that is given."),
}


def markdown() -> str:
    """The whole page."""
    hidden = ", ".join(f"`{column}`" for column in sorted(hidden_columns()))
    return "\n".join((HEAD, *(part for fate in Fate for part in _section(fate)), EXPORT, f"{hidden}.", ""))


def _section(fate: Fate) -> list[str]:
    title, words = FATES[fate]
    rows = [_row(rule) for rule in sorted(ERASURE, key=lambda rule: (rule.table, rule.columns)) if rule.fate is fate]
    return [f"## {title}", "", words, "", "| table | columns | why |", "|---|---|---|", *rows, ""]


def _row(rule: Rule) -> str:
    columns = ", ".join("all others" if name == "*" else f"`{name}`" for name in rule.columns)
    return f"| `{rule.table}` | {columns} | {rule.reason} |"


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")
