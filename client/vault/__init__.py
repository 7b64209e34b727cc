"""How a laptop's store is locked: passphrases, the key file, tries, the system's keyring."""
