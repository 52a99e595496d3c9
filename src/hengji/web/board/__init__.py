"""The director's board of a round."""
