"""Knowledge about the world, read as programs ask for it."""
