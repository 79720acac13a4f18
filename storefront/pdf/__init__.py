"""Letter pages for documents: fonts, page frame, blocks. What a document says is its domain's."""
