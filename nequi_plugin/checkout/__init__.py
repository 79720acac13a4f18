"""The payment page: one page for any payable, two doors, no GET that acts."""
