"""Account statements: one computation with two faces, its mail, its live page, its payment."""
