"""
The regions that ship with the library. Each is a plugin like a stranger's.
"""
