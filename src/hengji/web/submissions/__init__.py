"""What a unit fills in, with its evidence, proposals, evaluations and receipts."""
