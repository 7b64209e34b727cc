"""Bundles from memory sticks and couriers: opened, taken in like pushes, kept where they wait."""
