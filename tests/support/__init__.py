"""What the tests stand on: real servers, a real browser, and how to wait for them."""
