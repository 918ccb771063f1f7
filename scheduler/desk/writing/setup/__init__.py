"""The set-up: the office's files changed by forms, each change in its own span and with a way back."""
