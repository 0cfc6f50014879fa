"""Compose: a rendered release and a recipient become RFC 5322 bytes and an RFC 5321 envelope."""
