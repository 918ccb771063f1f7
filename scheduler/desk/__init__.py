"""The desk: the local web page where the staff see the calendar, its cards and its problems.

`create_app` makes the page from a `Live` reading; `run` serves it until Ctrl-C, `serving` beside other work;
`open_desk` makes it from a folder of work, reading again whenever a file changes.
"""
