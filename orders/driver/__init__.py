"""今日送货: what a driver sees on his phone: his stops, the signatures, the cash in his bag."""
