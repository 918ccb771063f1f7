"""The rehearsal: a practice world that behaves like the real one, and the demo that runs in it."""
