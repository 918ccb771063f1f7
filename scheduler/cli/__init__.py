"""The command line: what people and scripts type. Gives `main`."""
