"""Pictures as files: uploading, changing, deleting, and the sizes in which they are served."""
