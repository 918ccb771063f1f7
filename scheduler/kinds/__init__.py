"""The kinds of channels, each known before one is opened: docs/decisions/0020.

Below all that asks what a channel is called, takes, needs and can; above nothing but the reader.
"""
