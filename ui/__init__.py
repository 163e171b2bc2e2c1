"""Tables, filters, forms, exports, imports, prints and look-ups: what every page is made of."""
