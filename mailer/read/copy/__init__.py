"""The copy desk: what can be said about the words of a release, for import and for check alike."""
