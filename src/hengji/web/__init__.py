"""The bureau's application: rounds, filling in, review, publication. It computes nothing that the library computes."""
