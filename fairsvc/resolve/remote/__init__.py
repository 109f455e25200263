"""Files behind a PID read where they lie: found by address, in ranges that are all of one version."""
