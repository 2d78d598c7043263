"""Ratios of Kudari's times to other tools', both sides measured in one run: `python -m benchmarks`."""
