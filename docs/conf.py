"""
How Sphinx builds these pages: ``sphinx-build -W -b html docs docs/_build/html``.
"""

from __future__ import annotations


project = "school-health"
author = "The school-health authors"
project_copyright = "The school-health authors"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "plugin"]

language = "en"
html_theme = "furo"
html_title = "school-health"
html_search_language = "zh"  # jieba cuts the Chinese terms into words; English ones are found too

myst_heading_anchors = 3
