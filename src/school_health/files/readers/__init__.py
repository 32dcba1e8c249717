"""
One module for each format: bytes to a grid of cells.
"""
