"""A report: sections as plain data (`section.py`), and the page that shows them (`page.py`)."""
