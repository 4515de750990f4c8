"""The desktop: shows, asks, hands on."""
