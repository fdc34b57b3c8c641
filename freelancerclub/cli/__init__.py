"""The command line: what an operator can ask of the service, a file a subject."""
