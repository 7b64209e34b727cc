"""What the journal says, projected: reports, revisions and their judgement."""
