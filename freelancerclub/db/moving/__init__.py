"""Moving a club: its tables as files with the reference's field names, out of a database and into one."""
