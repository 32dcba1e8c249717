"""
The overview of a day or a period as one page that needs nothing beside itself: prepared, then drawn, then written.
"""
