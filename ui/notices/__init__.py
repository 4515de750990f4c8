"""The page 任务和通知: what the level above sent, read, signed for and answered; questions and suggestions upward."""
