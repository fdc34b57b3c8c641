"""The legacy language: URLs, formats, bodies, envelopes and errors; knows no feature and no SQL of theirs."""
