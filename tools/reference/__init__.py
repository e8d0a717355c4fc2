"""The pages of docs/reference/ that follow from the source, one module each."""
