"""Which reminders reached the outside: what the mail server refused for good reached nobody."""

# Of a reminder `r`: it left, and its message, where it is one, neither failed nor was held back.
LEFT = """(r.state = 'sent' AND NOT EXISTS (SELECT 1 FROM message lost
  WHERE lost.id = r.message_id AND lost.state IN ('failed', 'cancelled')))"""
