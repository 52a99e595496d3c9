"""The gate: what every uploaded file passes before any library sees it."""
