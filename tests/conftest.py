"""What every test may use. Rooms keep their own fixtures in their own conftest.py."""

import hypothesis

# Generous: the suite shares two cores with type checkers. Speed is measured in benchmarks/.
hypothesis.settings.register_profile("evenhand", deadline=None, print_blob=True)
hypothesis.settings.load_profile("evenhand")
