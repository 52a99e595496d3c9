"""The web application under load, under kill -9 and on a full disk."""
