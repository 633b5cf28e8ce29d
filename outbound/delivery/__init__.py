"""The guarantees at work: staging, loading, counting, release, stopping, tracking."""
