"""Measurements, as ratios in one run. `make bench` prints them all."""
