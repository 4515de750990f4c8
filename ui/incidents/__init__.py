"""The page 安全事件 with the emergency plan and its drills."""
