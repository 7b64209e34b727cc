"""The register of polling stations."""
