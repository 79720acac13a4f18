"""``flask nequi check``: what the rows and the gateway's own book can prove or refute."""
