// Start: draw what is in sight, draw the rest when it is scrolled to.
const charts = {}, sections = {};

async function start() {
  const [, raw] = await Promise.all([runPacked("plotly"), unpack("data")]);
  readData(raw);
  unscheduledTable();
  lateTable();
  charts.centers = new Gantt(byId("gantt-centers"), D.figures.centers, centerSource);
  charts.orders = new Gantt(byId("gantt-orders"), D.figures.orders, orderSource);
  centersToolbar(charts.centers);
  ordersToolbar(charts.orders);
  search();
  selection.listeners.push(selectionStrip, () => showSelectedPage(), refreshTables, redrawGantts);
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") select(-1);
    if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) { event.preventDefault(); byId("find").focus(); }
  });
  byId("centers-empty").hidden = D.numOps > 0;
  await charts.centers.draw();
  lazy("orders", () => { charts.orders.drawn = true; return charts.orders.draw(); });
  lazy("load", () => { sections.load = new LoadSection(); return sections.load.draw(); });
  lazy("infinite", promises);
  lazy("sequence", sequenceTable);
  lazy("mrp", () => { sections.mrp = new MrpSection(); return sections.mrp.draw(); });
  lazy("advice", adviceTable);
  lazy("pegging", () => { pegging = new PeggingSection(); return pegging.draw(); });
  if (byId("cost-table")) lazy("costs", () => { sections.costs = new CostSection(); return sections.costs.draw(); });
  lazy("run", drawConvergence);
  lazy("purchases", () => { purchaseTable(); outsideTable(); });
  dark.addEventListener("change", redrawAll);
  window.addEventListener("beforeprint", () => prepare(true));
  window.addEventListener("afterprint", () => prepare(false));
  let width = innerWidth;
  window.addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; clearTimeout(charts.timer); charts.timer = setTimeout(redrawLoads, 150); } });
  document.documentElement.dataset.state = "ready";
}

const pending = new Map();
const eye = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) drawSection(entry.target.id);
}, {rootMargin: "300px"});

function lazy(id, draw) {
  pending.set(id, draw);
  eye.observe(byId(id));
}

function drawSection(id) {
  const draw = pending.get(id);
  if (!draw) return;
  pending.delete(id);
  eye.unobserve(byId(id));
  Promise.resolve(draw()).then(() => { byId(id).dataset.state = "ready"; }).catch(fault);
}

function redrawGantts() {
  charts.centers.draw();
  if (charts.orders.drawn) charts.orders.draw({keepView: !paging.chainOnly});
}

function refreshTables() {
  for (const table of Object.values(tables)) table.paint();
  if (selection.order >= 0) tables.sequence?.scrollTo(i => C.op_order[i] === selection.order);
}

function redrawLoads() {
  if (byId("run").dataset.state) drawConvergence();
  if (byId("infinite").dataset.state) drawPromises();
  sections.load?.draw();
  sections.mrp?.draw();
  sections.costs?.draw();
}

function redrawAll() {
  redrawGantts();
  redrawLoads();
}

// Paper is light, and has everything on it, at its own width.
function prepare(printing) {
  if (printing) document.documentElement.dataset.print = "yes";
  else delete document.documentElement.dataset.print;
  for (const id of [...pending.keys()]) drawSection(id);
  redrawAll();
}

function search() {
  const input = byId("find"), said = byId("found");
  let matches = [], at = 0;
  const go = () => {
    select(matches[at]);
    said.textContent = orderName(matches[at]) + (matches.length > 1 ? ", " + t("{part} of {whole}", {part: at + 1, whole: matches.length}) : "");
    reveal(matches[at]);
  };
  input.addEventListener("input", () => {
    matches = findOrders(input.value);
    at = -1;
    said.textContent = !input.value.trim() ? "" : matches.length ? tn("{count} found, Enter shows it", "{count} found, Enter shows the first", matches.length) : t("nothing found");
  });
  byId("search").addEventListener("submit", event => {
    event.preventDefault();
    if (!matches.length) return;
    at = (at + 1) % matches.length;
    go();
  });
}

// Move the Gantt to an order that lies outside the view, or is too small to be seen in it.
async function reveal(order) {
  const ops = [...selection.chain].flatMap(other => D.opsOfOrder[other]);
  if (!ops.length) return;
  const own = D.opsOfOrder[order].length ? D.opsOfOrder[order] : ops;
  if (filter.center >= 0 && !own.some(i => centerOf(i) === filter.center)) await filterCenter(-1);
  const low = Math.min(...own.map(i => C.op_start[i])), high = Math.max(...own.map(i => C.op_end[i]));
  const [a, b] = charts.centers.view();
  if (low >= a && high <= b && (high - low) > (b - a) * 0.03) return;
  const margin = Math.max(D.day / 2, (high - low) * 0.25);
  charts.centers.setView(low - margin, high + margin);
}

start().catch(fault);
