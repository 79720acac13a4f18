"""Who buys on credit: customers and the people who receive their mails."""
