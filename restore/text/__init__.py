"""Text as the program sees it: lossless tokens, sentences, protected spans, case."""
