"""Loading: text becomes facts, and facts become the model. One folder for each kind of input."""
