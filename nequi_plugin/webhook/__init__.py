"""``POST /nequi/webhook``: a doorbell; its body is kept, never believed."""
