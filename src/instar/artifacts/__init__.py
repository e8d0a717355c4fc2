"""Files by the digest of their content: kept, recognised by their bytes, drawn small."""
