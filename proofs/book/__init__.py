"""Many derivations together: where they are found, who checks them, what is remembered."""
