"""Staff: sign-in, roles and access."""
