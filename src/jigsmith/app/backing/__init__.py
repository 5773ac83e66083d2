"""What a backup is made of: the file and its manifest, and the record of one machine in it."""
