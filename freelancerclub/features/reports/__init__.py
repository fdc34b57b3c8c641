"""Reports: a member says that something should be looked at, a moderator decides."""
