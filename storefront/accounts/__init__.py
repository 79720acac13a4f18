"""Who may sign in: staff accounts, sessions, sign-in and its limits."""
