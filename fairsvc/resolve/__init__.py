"""From a PID to its files: list, verify, download, open - for any repository, one way.

It loads none of assessors, cli, harvest and training, so that it works beside folders of these names.
"""
