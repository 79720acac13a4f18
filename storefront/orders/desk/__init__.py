"""An order taken by a person for its buyer, and how its money is asked for."""
