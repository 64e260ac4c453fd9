"""What Coq has understood: its printed statements, read and compared with the stored claims."""
