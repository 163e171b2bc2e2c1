// Starts every line grid of the page.
import { Grid } from "./grid.js";

for (const root of document.querySelectorAll("[data-grid]")) root.grid = new Grid(root);
