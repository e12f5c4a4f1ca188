"""Artist Portal: consent and earnings for artists whose music is licensed to AI tools."""
