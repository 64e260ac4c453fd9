"""Pages of the site that are made from the code, whenever the site is built."""
