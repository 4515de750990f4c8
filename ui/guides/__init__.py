"""服务指南: cards for what residents ask for, and help asked for in their name."""
