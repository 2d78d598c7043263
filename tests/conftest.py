"""Every annotation of Kudari is checked while the tests run: shapes and types by jaxtyping and beartype."""

import jaxtyping

jaxtyping.install_import_hook("kudari", "harsh.check")
