"""A small facility in a box: resolver, registration agency and the Demo Light Source on loopback.

Standard library and fixed files only, written from the standards: it shares no code with what it is there to test.
"""
