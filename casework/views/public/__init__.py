"""What anybody may read: notices, drafts, sanctions, receipts."""
