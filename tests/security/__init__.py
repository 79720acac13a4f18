"""Nobody gets in, nothing gets out, nothing falls over: tests of the doors\x27 locks."""
