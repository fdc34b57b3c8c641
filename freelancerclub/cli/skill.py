"""`club skill`: the words to suggest as tags."""

from freelancerclub.cli.kept import Kept
from freelancerclub.cli.lists import app_of
from freelancerclub.features.disciplines import actions, queries
from freelancerclub.features.disciplines.inputs import SkillEntry

app = app_of(
    Kept(
        noun="skill",
        model=SkillEntry,
        columns=("id", "name"),
        find=queries.find_skill_entries,
        add=actions.do_add_skill,
        change=actions.do_change_skill,
        remove=actions.do_remove_skill,
    )
)
