"""A year's round of self-evaluation: notice, units, deadline, reminders."""
