"""Measurements, not tests: medians and ratios of one run, on whatever machine this is."""
