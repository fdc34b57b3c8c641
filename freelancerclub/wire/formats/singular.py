"""The singular of an English plural by CodeIgniter 3.1.0's word rules: it names the items of an XML list."""

import re
from functools import lru_cache

# Words that have no singular of their own, whatever their ending.
_UNCOUNTABLE = frozenset({"equipment", "information", "rice", "money", "species", "series", "fish", "meta"})

# First match wins, so the order is part of the rules. So are the results that look wrong: caches → cach.
_RULES = tuple(
    (re.compile(plural), singular)
    for plural, singular in (
        (r"(matr)ices$", r"\1ix"),
        (r"(vert|ind)ices$", r"\1ex"),
        (r"^(ox)en", r"\1"),
        (r"(alias)es$", r"\1"),
        (r"([octpvir])i$", r"\1us"),
        (r"(cris|ax|test)es$", r"\1is"),
        (r"(shoe)s$", r"\1"),
        (r"(o)es$", r"\1"),
        (r"(bus|campus)es$", r"\1"),
        (r"([ml])ice$", r"\1ouse"),
        (r"(x|ch|ss|sh)es$", r"\1"),
        (r"(movie)s$", r"\1"),
        (r"(series)$", r"\1"),
        (r"([^aeiouy]|qu)ies$", r"\1y"),
        (r"([lr])ves$", r"\1f"),
        (r"(tive|hive)s$", r"\1"),
        (r"([^f])ves$", r"\1fe"),
        (r"(analy|ba|diagno|parenthe|progno|synop|the)ses$", r"\1sis"),
        (r"([ti])a$", r"\1um"),
        (r"(p)eople$", r"\1erson"),
        (r"(m)en$", r"\1an"),
        (r"(status)es$", r"\1"),
        (r"(child)ren$", r"\1"),
        (r"(news)$", r"\1"),
        (r"([^us])s$", r"\1"),
    )
)


# Bounded because a key of a stored value may be anything; the keys of our own shapes all fit.
@lru_cache(maxsize=1024)
def singular(word: str) -> str:
    """The singular of an element's name, or the name itself where no rule matches."""
    if word.lower() in _UNCOUNTABLE:
        return word
    for plural, replacement in _RULES:
        found, matches = plural.subn(replacement, word)
        if matches:
            return found
    return word
