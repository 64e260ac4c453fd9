"""The first witness: statements are evaluated, exactly as written, on adversarial instances."""
