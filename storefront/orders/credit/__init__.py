"""An order sold on credit: its invoice, its debtor, and how it follows its debt."""
