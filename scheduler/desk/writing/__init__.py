"""What people change on the desk: posts, their times, decisions and practice."""
