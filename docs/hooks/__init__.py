"""What `mkdocs build` does beside turning Markdown into pages."""
