"""Engine: who calls the courier, and when.

`open_works` gathers what carrying needs, `tick` is one wake-up, `serve` stays, and `carrying` is the
right to do either.
"""
