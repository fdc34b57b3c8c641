"""`club company`: companies and their offers to members."""

from freelancerclub.cli.kept import Kept
from freelancerclub.cli.lists import app_of
from freelancerclub.features.companies import actions, queries
from freelancerclub.features.companies.inputs import CompanyEntry

app = app_of(
    Kept(
        noun="company",
        model=CompanyEntry,
        columns=("id", "name", "slug", "owner", "category", "city", "country", "authorised"),
        find=queries.find_company_entries,
        add=actions.do_add_company,
        change=actions.do_change_company,
        remove=actions.do_remove_company,
    )
)
