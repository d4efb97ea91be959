// Start: draw what is in sight, draw the rest when it is scrolled to.
const charts = {}, sections = {};

async function start() {
  const [, raw] = await Promise.all([runPacked("plotly"), unpack("data")]);
  readData(raw);
  filterBar();
  unscheduledTable();
  lateTable();
  charts.centers = new Gantt(byId("gantt-centers"), D.figures.centers, centerSource);
  charts.orders = new Gantt(byId("gantt-orders"), D.figures.orders, orderSource);
  colourMenu();
  zoomButtons(byId("zoom-centers"), charts.centers);
  ordersToolbar(charts.orders);
  search();
  filters.listeners.push(redrawFiltered);
  selection.listeners.push(selectionStrip, () => showSelectedPage(), refreshTables, redrawGantts);
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") escape();
    if (/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); byId("find").focus(); }
    if (event.key === "f") { event.preventDefault(); openFilters(true); }
  });
  byId("centers-empty").hidden = D.numOps > 0;
  await charts.centers.draw();
  const [section] = location.hash.slice(1).split("&");
  if (section && !section.includes("=")) document.getElementById(section)?.scrollIntoView();
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

// One step back at a time: the selection, then the filters.
function escape() {
  hideTip();
  if (selection.order >= 0) select(-1);
  else if (setFilters().length) clearFilters();
  else openFilters(false);
}

async function redrawFiltered({view}) {
  if (!charts.centers?.gd) return;
  await charts.centers.draw();
  if (view && (filters.from || filters.to)) {
    const [low, high] = charts.centers.now.extent;
    await charts.centers.setView(filters.from ? dayTick(filters.from) : low, filters.to ? dayTick(filters.to, 1) : high);
  }
  paging.page = 0;
  if (charts.orders.drawn) await charts.orders.draw({keepView: false});
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
  printGantt(printing);
  charts.orders.draw();
  redrawLoads();
}

start().catch(fault);
