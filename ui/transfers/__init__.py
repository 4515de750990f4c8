"""转接: people who move to and from other committees."""
