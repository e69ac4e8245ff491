"""Compares Callsheet with other ways of judging the same scenes: see ``bench.run``."""
