"""
The conformance kit: what a region's author, or anybody who doubts a region's rules, runs.

`school_health.conformance.plugin` is loaded in every run of pytest on a machine that has this package, so that neither it
nor this module imports anything heavy.
"""

from __future__ import annotations


__all__ = ["EDITION", "OLDEST_EDITION"]

# What vectors and declarations may say. It grows when an old file would be refused, or would mean something else; a region
# says for which edition it was written.
EDITION = 1
OLDEST_EDITION = 1
