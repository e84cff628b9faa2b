"""Kanmon's checker and others before the same broken and good files, each in an environment of its own."""
