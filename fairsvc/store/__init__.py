"""The only SQL, and the evidence folder. Only `fairsvc.jobs` calls it."""
