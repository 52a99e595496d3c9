"""The interface for programs: the same people, the same policy, the same actions."""
