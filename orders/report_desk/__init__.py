"""What is seen over all daily papers: the late ones, and the panels of the first screen."""
