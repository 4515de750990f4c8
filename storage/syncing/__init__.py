"""What a store keeps for its exchange with the cloud: state, outbox, stage, conflicts; the only SQL of sync."""
