"""The connector `moodle_web`: a Moodle site by a manager's login, where there is no token."""
