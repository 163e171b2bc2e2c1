"""三个及时: the clocks of prompt service — when each started, was due, and stopped."""
