"""月结: what stands in the way of closing a month, and the figures that are kept of it."""
