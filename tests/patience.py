"""How long tests wait for what they see come."""

PATIENCE = 120.0
"""Seconds until something that does not come has failed the test: on a machine that is busy with fifteen others a program
takes thirty to start."""
