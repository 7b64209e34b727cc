"""The append-only truth: devices, intake, receipts, the mission pack."""
