"""The observer's terminal client."""
