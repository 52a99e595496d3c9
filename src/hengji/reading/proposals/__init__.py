"""A proposed text looked through before anyone reads it: what is not bound to the evaluation is taken out, and shown."""
