"""Long work, kept in the database until it is done."""
