"""Talking to Nequi: protocol, messages, client, conformance suite."""
