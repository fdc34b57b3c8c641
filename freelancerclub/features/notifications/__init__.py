"""Notifications: a person's inbox, and the devices that push goes to."""
