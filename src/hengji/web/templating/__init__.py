"""Words and pieces that templates use."""
