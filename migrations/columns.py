"""Column types as the first revisions wrote them. Never changed: a revision that needs another adds it."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
EXACT = sa.Text().with_variant(sa.Numeric(), "postgresql")
