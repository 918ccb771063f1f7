"""How many examples a property is tried with: a few in the suite, as many as asked for by LOA_EXAMPLES."""

import os


def examples(few: int) -> int:
    """*few*, or what the environment's LOA_EXAMPLES says."""
    return int(os.environ.get("LOA_EXAMPLES", few))
