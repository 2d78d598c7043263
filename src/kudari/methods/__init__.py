"""Floor 1: how a step is taken."""
