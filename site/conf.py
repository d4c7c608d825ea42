"""Sphinx configuration of the reading site; its sources are prepared by ``sinosoviet.site``."""

from sinosoviet.about import course

project = course()["title"]
author = ", ".join(person["name"] for person in course()["authors"])
version = release = course()["version"]
language = "en"
copyright = f"{course()['date-released'].year}, {author}. Text and figures: CC BY 4.0"

extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_code_prompt_show = "Show the line of Python"
nb_code_prompt_hide = "Hide the line of Python"
myst_heading_anchors = 0

html_theme = "pydata_sphinx_theme"
html_title = "The Sino-Soviet split"
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["explorer.css", "course.css"]
html_js_files = [("course.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
html_sidebars = {"**": ["sidebar-nav-bs"], "index": [], "figures": [], "sources": []}
html_theme_options = {
    "article_footer_items": [],
    "back_to_top_button": False,
    "collapse_navigation": False,
    "footer_end": [],
    "footer_start": ["copyright"],
    "header_links_before_dropdown": 6,
    "logo": {"text": html_title},
    "navigation_with_keys": False,
    "search_bar_text": "Search the course",
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 1,
}
