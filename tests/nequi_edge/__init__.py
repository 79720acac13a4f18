"""The payment page, links, webhook, mails and commands, through their public doors."""
