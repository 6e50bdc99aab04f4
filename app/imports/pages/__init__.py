"""The pages of imports: a file chosen, its columns, its progress, its outcome, its undoing."""

from app.imports.pages import listing, one, preparing, undoing

ROUTES = [*listing.ROUTES, *preparing.ROUTES, *one.ROUTES, *undoing.ROUTES]
