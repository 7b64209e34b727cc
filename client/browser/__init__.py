"""The same program in a browser, for a tablet or a shared room. Needs the extra `browser`."""
