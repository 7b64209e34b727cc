"""The observer's command: `evenhand` opens the terminal program, its subcommands need no screen."""
