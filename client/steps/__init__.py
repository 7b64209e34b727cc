"""The steps of sync, one file each. Enrolling, the first of all, is `client.enrolment`."""
