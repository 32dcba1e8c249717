"""
Files in: a folder of CSV or Excel tables, one for each kind of fact, read into a record.
"""
