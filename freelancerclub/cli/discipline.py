"""`club discipline`: what people can be found by."""

from freelancerclub.cli.kept import Kept
from freelancerclub.cli.lists import app_of
from freelancerclub.features.disciplines import actions, queries
from freelancerclub.features.disciplines.inputs import DisciplineEntry

app = app_of(
    Kept(
        noun="discipline",
        model=DisciplineEntry,
        columns=("id", "name", "in_search", "alias1", "alias2", "subdisciplines"),
        find=queries.find_discipline_entries,
        add=actions.do_add_discipline,
        change=actions.do_change_discipline,
        remove=actions.do_remove_discipline,
    )
)
