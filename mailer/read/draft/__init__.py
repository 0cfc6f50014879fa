"""Drafts: whatever a press office has, in whatever file, read as a release that a person looks at."""
