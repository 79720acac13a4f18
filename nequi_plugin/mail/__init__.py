"""Mails about payments: three templates each, sent over verified SMTP."""
