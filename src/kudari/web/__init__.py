"""The page: a server that computes nothing, workers that do, and scripts that draw."""
