"""服务指南: what residents ask for, where it is done and what to bring; an order of help for a resident (R061)."""
