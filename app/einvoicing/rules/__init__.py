"""What electronic invoicing asks for, and the statuses that platforms exchange."""
