// Charts in the page's own colours; the figures come from the JSON block beside each.
const drawn = new Map();

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options() {
  const text = colour("--g-muted");
  const line = colour("--g-line");
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    interaction: { mode: "index", intersect: false },
    plugins: { legend: { labels: { color: text, boxWidth: 12 } } },
    scales: {
      x: { ticks: { color: text, maxRotation: 0 }, grid: { display: false }, border: { color: line } },
      y: { beginAtZero: true, ticks: { color: text, callback: (value) => Number(value).toLocaleString() }, grid: { color: line }, border: { display: false } },
    },
  };
}

function draw(figure) {
  const block = document.getElementById(`chart-${figure.dataset.chart}`);
  if (!block || !window.Chart) return;
  const { labels, series } = JSON.parse(block.textContent);
  const tones = ["--g-accent-solid", "--g-good", "--g-warning", "--g-bad", "--g-void"].map(colour);
  const line = figure.dataset.kind === "line";
  const datasets = series.map((one, index) => ({
    label: one.label, data: one.values.map(Number), borderColor: tones[index % tones.length],
    backgroundColor: tones[index % tones.length], borderWidth: line ? 2 : 0, borderRadius: line ? 0 : 3, pointRadius: 2, maxBarThickness: 36, tension: 0.2,
  }));
  drawn.get(figure)?.destroy();
  window.Chart.defaults.font.family = colour("--g-font");
  drawn.set(figure, new window.Chart(figure.querySelector("canvas"), { type: line ? "line" : "bar", data: { labels, datasets }, options: options() }));
}

const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);
drawAll();
document.addEventListener("themechange", drawAll);
