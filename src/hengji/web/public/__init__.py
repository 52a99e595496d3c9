"""What is published, and the check before release."""
