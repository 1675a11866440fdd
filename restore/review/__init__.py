"""Review of edits by a person: what can be chosen (items), what was chosen (session), and the page to choose on (server)."""
