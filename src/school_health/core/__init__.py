"""
The engine: pure, with nothing but the standard library and attrs, and no region by name.

Read in this order: `law`, `school`, `calendar`, `duty`, `due`, `record`, `rulebook`, `world`, `expect`, `assess`.
"""
