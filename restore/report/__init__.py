"""Reports: edits in, text out. No terminal, no files."""
