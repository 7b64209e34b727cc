"""The parts that screens are made of. They know questions and answers, no screen and no store."""
