"""Background jobs: kept by `queue`, done by `performing` in a `worker`, seen on `pages`."""
