"""People, their roles by place and year, and the places themselves."""
