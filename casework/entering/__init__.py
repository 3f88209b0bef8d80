"""Who and what there is: people, organisations, objects and programmes, entered in bulk and found by name."""
