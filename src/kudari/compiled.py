"""What JAX has compiled, kept between processes."""

import jax
from platformdirs import user_cache_path


def keep_compiled_programs() -> None:
    """Let JAX keep what it has compiled in the user's cache, unless told otherwise."""
    if jax.config.jax_compilation_cache_dir is None:  # type: ignore[attr-defined]
        jax.config.update("jax_compilation_cache_dir", str(user_cache_path("kudari") / "jax"))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
