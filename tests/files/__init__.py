"""
Files in: cells, tables, folders, and files that mean harm.
"""
