"""Pages of headquarters about itself: accounts, members, invitations, the audit trail."""
