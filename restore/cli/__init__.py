"""The command line: click, files, terminal. No language knowledge."""
