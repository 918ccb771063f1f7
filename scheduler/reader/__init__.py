"""Reads YAML for people who do not know YAML: text stays text, every mistake has its place and a way out.

`read` turns a file's bytes into plain values, `validate` brings them into a pydantic model, and a
validator says what is wrong with `fault`. Below all rooms; it knows nothing of posts.
"""
