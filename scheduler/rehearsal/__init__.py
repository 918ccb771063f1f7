"""The rehearsal: a practice world that behaves like the real one, and the demo that runs in it.

It is a process of its own, on loopback, with its state in a folder; `start` starts it and gives its
address, token and clock. Staff practise in it, and the tests prove the courier against it.
"""
