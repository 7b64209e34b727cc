"""What client and server must agree on. Pure: no framework but pydantic."""
