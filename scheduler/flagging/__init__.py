"""Which comments a person should look at: lists that an office can change, and what stands in a text."""
