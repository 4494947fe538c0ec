"""Settings, secrets, logging and the rule tables that admins edit."""
