"""Where a website's files stand: on this machine, or on a server to which they are carried."""
