"""Is one method better than another? Statistics of races; never imports jax."""
