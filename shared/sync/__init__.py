"""The words that laptops and the server exchange."""
