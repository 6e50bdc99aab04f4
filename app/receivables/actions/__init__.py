"""What is done with statements of account: made into a PDF."""

from app.receivables.actions.printing import pdf_of, words

__all__ = ["pdf_of", "words"]
