"""What the commands of the media-list desk do."""
