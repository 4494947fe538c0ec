"""The store: value types, tables with their queries one file a subject, migrations."""
