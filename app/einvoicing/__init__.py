"""Electronic invoicing: who is ready for it, and what became of each invoice on its way."""
