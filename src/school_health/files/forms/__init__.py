"""
Forms filled in, written as sheets, documents and pages, and read back.
"""
