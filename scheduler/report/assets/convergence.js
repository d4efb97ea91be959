// How the search went: drawn as the page carries it, at the width there is.
async function drawConvergence() {
  const host = byId("convergence");
  if (!host) return;
  const frame = themed(JSON.parse(JSON.stringify(D.figures.convergence)));
  const rows = frame.data.filter(trace => trace.meta === "plan").length;
  host.hidden = !rows;
  if (!rows) return;
  Object.assign(frame.layout, {width: chartWidth(host), height: 100 + 110 * rows});
  await Plotly.react(host.firstElementChild, frame.data, frame.layout, speaking({displayModeBar: false, scrollZoom: false}));
}
