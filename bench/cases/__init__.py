"""One module a case, each with one `measure(bench) -> Result`."""
