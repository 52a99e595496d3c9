"""The report as PDF: by an office program from the Word file, by a typesetter where there is none."""
