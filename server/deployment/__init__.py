"""Where teams are to be: drafts of plans, questions about them, publishing, deployment sheets."""
