"""How Sphinx builds these pages; a warning is an error."""

from importlib.metadata import version as version_of

project = "gotobilling"
version = release = version_of("gotobilling")
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
default_role = "py:obj"

# In the order of the source, which is the order of the published text.
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
napoleon_numpy_docstring = False
# Attributes stand in the class's own list, not beside it a second time.
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"gotobilling {release}"
# A copy of each page would be collected by the doctests of the pages themselves.
html_copy_source = False
