"""
Bytes to models, strictly: unknown keys refused, and the place of every error given.
"""
