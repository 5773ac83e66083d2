// The trend of a job: how long its runs took. The same numbers stand in the table below it.
"use strict";
(() => {
  const box = document.getElementById("trend");
  if (!box || !window.uPlot) return;
  function colour(name) { // as the style sheet has it in this scheme
    const probe = document.createElement("i");
    probe.className = `probe-${name}`;
    box.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }
  const points = JSON.parse(box.dataset.points);
  const pick = (wanted) => points.map(([, seconds, state]) => (wanted(state) ? seconds : null));
  const good = (state) => state === "succeeded";
  const axis = () => ({ stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") }, font: "11px system-ui" });
  const dots = (name) => ({ stroke: colour(name), width: 0, points: { show: true, size: 6, fill: colour(name), stroke: colour(name) } });
  const options = () => ({
    width: box.clientWidth - 16, height: 170, legend: { show: false }, cursor: { drag: { x: false, y: false } },
    axes: [axis(), { ...axis(), size: 56, values: (_, ticks) => ticks.map((tick) => (tick >= 60 ? `${+(tick / 60).toFixed(1)} min` : `${tick} s`)) }],
    scales: { y: { range: (_, low, high) => [0, (high || 1) * 1.1] } },
    series: [{}, { ...dots("good"), width: 1.5, spanGaps: true }, dots("bad")],
  });
  const data = [points.map(([at]) => at), pick(good), pick((state) => !good(state))];
  let chart = null;
  const draw = () => {
    chart?.destroy();
    chart = new uPlot(options(), data, box);
    chart.root.setAttribute("aria-hidden", "true");
  };
  draw();
  addEventListener("resize", () => chart.setSize({ width: box.clientWidth - 16, height: 170 }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
