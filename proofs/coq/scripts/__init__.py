"""How each rule's step is proved in Coq; nothing proposed here is believed."""
