"""The ways of the standards from a PID to its files, one file each; plug-ins may bring more (fairsvc.mechanisms)."""
