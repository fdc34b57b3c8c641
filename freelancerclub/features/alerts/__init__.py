"""Job alerts: what new jobs a person wants to hear of, and who is told of one (decision 0022)."""
