"""What `app.messages` says about each expected error, by what the person was about."""
