"""What readers see: plain report data (light), and its forms in LaTeX, on the page, as text."""
