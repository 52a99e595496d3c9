"""What a figure in a sentence is: its name, what it is compared with, what it is a part of, its year and stage."""
