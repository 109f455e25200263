"""From a PID to evidence: decide purely what to ask next, ask it, read what came."""
