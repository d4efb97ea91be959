// The Gantt by work center: a row per machine, due dates on top, load against capacity below.
const MANY_ROWS = 60, DUE_PIXELS = 18, MANY_DUES = 150;

// The machines that have any work which the filters show, in their order; without filters all.
function shownRows() {
  const all = [...D.rows.keys()];
  if (!filters.match) return all;
  const used = new Set();
  for (let i = 0; i < D.numBars; i++) if (filters.match[i]) used.add(C.op_row[i]);
  return all.filter(row => used.has(row) || isSet("center") && setFilters().length === 1 && D.rows[row][0] === filters.center);
}

// rows: their positions in D.rows from top to bottom
function rowLabels(rows, rowHeight) {
  const at = [], text = [];
  const named = rows.length <= MANY_ROWS && rowHeight >= 10;
  rows.forEach((row, place) => {
    const [center, machine] = D.rows[row], above = place ? D.rows[rows[place - 1]] : [-1, null];
    if (named && (above[0] !== center || above[1] !== machine)) { at.push(place); text.push(label(machine)); }
    if (!named && above[0] !== center) {
      at.push((place + rows.findLastIndex(other => D.rows[other][0] === center)) / 2);
      text.push(label(D.centers[center][0]));
    }
  });
  return {at, text};
}

const rowHeightFor = rows => rows <= MANY_ROWS ? Math.min(26, Math.max(13, 640 / rows)) : Math.max(7, 660 / rows);

function centerSource(rows = shownRows(), {hasLoad = true} = {}) {
  const last = Math.max(0, rows.length - 1), rowHeight = rowHeightFor(rows.length || 1);
  const placeOf = new Int32Array(D.rows.length).fill(-1), rowOf = new Int32Array(D.numBars), ops = [];
  rows.forEach((row, place) => { placeOf[row] = place; });
  for (let i = 0; i < D.numBars; i++) {
    rowOf[i] = placeOf[C.op_row[i]];
    if (rowOf[i] >= 0 && shownMember(i) === i) ops.push(i);
  }
  const separators = [];
  for (let place = 1; place < rows.length; place++) if (D.rows[rows[place]][0] !== D.rows[rows[place - 1]][0]) separators.push(place - 0.5);
  const labels = rowLabels(rows, rowHeight);
  const dueHeight = D.demands.length ? DUE_PIXELS / rowHeight : 0, due = dueMarks(-0.5 - dueHeight / 2);
  if (dueHeight) { labels.at.push(-0.5 - dueHeight / 2); labels.text.push(label(t("due dates"))); }
  const {center} = filters;
  byId("centers-none").hidden = !D.numOps || filters.count > 0;
  return {ops, rowOf, rows, first: 0, last, rowHeight, labels, separators: separators.length < 80 ? separators : [], due, dueRow: dueHeight,
    ...Object.fromEntries(AREAS.map(area => [area, placedRows(areaColumns(area), rows)])), areaTip: place => areaTip({...place, row: rows[place.row]}),
    load: hasLoad ? unit => loadTraces(center, unit) : null, loadTip: (day, unit) => loadTip(center, unit, day), dueTip, extent: extent(ops)};
}

const areaColumns = area => Object.fromEntries(["first", "last", "start", "end"].map(name => [name, C[`${area}_${name}`]]));

// Why a machine does not work where there is no bar.
function areaTip({tick, row}) {
  const inside = area => [...C[area + "_start"].keys()].filter(k => C[area + "_first"][k] <= row && row <= C[area + "_last"][k] &&
    C[area + "_start"][k] <= tick && tick < C[area + "_end"][k]);
  const [area, k] = [["down", inside("down")[0]], ["over", inside("over")[0]]].find(([, at]) => at !== undefined) ?? [];
  if (k === undefined) return null;
  const name = area === "down" ? t("Down") : t("Overtime");
  return el("div", {}, el("h4", {}, `${name}: ${short(D.rows[row][1], 60)}`), facts([
    [t("from"), when(C[area + "_start"][k])],
    [t("to"), when(C[area + "_end"][k])],
    [t("reason"), area === "down" ? str(C.down_reason[k]) : ""],
  ]));
}

// Rectangles over rows of the plan as rectangles over the places of those that are shown.
function placedRows(area, rows) {
  const below = new Int32Array(D.rows.length + 1); // how many of the shown rows come before a row
  for (const row of rows) below[row + 1] = 1;
  for (let row = 0; row < D.rows.length; row++) below[row + 1] += below[row];
  const keep = Array.from(area.start.keys()).filter(k => below[area.last[k] + 1] > below[area.first[k]]);
  return {first: keep.map(k => below[area.first[k]]), last: keep.map(k => below[area.last[k] + 1] - 1),
    start: keep.map(k => area.start[k]), end: keep.map(k => area.end[k])};
}

// From a little before the first bar to a little after the last.
function extent(ops, more = []) {
  let low = D.now, high = D.now + D.day;
  for (const i of ops) { low = Math.min(low, C.op_start[i]); high = Math.max(high, C.op_end[i]); }
  for (const tick of more) { low = Math.min(low, tick); high = Math.max(high, tick); }
  const pixels = Math.max(300, chartWidth(byId("gantt-centers")) - 190);
  return [low - (high - low) * (13 + 7 * t("now").length) / pixels, high + (high - low) * 14 / pixels]; // room for the word "now"
}

// One mark per due date, or per day where there are many: the worst demand gives the colour.
function dueMarks(y) {
  const distinct = new Set(C.demand_due), worst = new Map();
  for (let k = 0; k < D.demands.length; k++) {
    const due = C.demand_due[k], at = distinct.size > MANY_DUES ? Math.ceil(due / D.day) * D.day : due;
    worst.set(at, Math.max(worst.get(at) ?? 0, C.demand_scheduled[k] ? C.demand_late[k] : Infinity));
  }
  const x = [...worst.keys()].sort((a, b) => a - b);
  const klass = x.map(tick => lateClass(worst.get(tick)));
  return {x, y: x.map(() => y), colour: klass.map(k => D.classes[k][1]), edge: klass.map(k => D.classes[k][2]), symbol: "triangle-down"};
}

const lateClass = late => late <= 0 ? 0 : late < D.day ? 1 : late <= 3 * D.day ? 2 : 3;

function dueTip({tick, tolerance, isDue}) {
  if (!isDue) return null;
  const near = [...D.demands.keys()].filter(k => Math.abs(C.demand_due[k] - tick) <= 3 * tolerance);
  if (!near.length) return null;
  near.sort((a, b) => C.demand_late[b] - C.demand_late[a]);
  const lines = near.slice(0, 8).map(k => `${short(D.demands[k], 40)}, ${short(itemName(C.demand_item[k]), 40)}: ${demandText(k)}`);
  if (near.length > 8) lines.push(andMore(near.length - 8));
  return el("div", {}, el("h4", {}, t("Due {date}", {date: when(C.demand_due[near[0]])})), el("p", {class: "lines"}, lines.join("\n")));
}

function zoomButtons(host, gantt) {
  const widths = [[t("1 d"), 1, t("Show one day")], [t("1 w"), 7, t("Show one week")], [t("4 w"), 28, t("Show four weeks")], [t("13 w"), 91, t("Show a quarter")],
    [tp("zoom", "all"), 0, t("Show the whole plan")]];
  for (const [text, days, title] of widths) host.append(el("button", {type: "button", title, onclick: () => gantt.zoom(days)}, text));
  host.append(el("button", {type: "button", title: t("Zoom in"), "aria-label": t("Zoom in"), onclick: () => gantt.zoomBy(0.5)}, "+"),
    el("button", {type: "button", title: t("Zoom out"), "aria-label": t("Zoom out"), onclick: () => gantt.zoomBy(2)}, "−"));
}

// Paper has so many rows to a page; the machines of a center stay together where they fit on one.
const PRINTED_ROWS = 36;

function printedPages() {
  const pages = [], rows = shownRows();
  for (const center of new Set(rows.map(row => D.rows[row][0]))) {
    const own = rows.filter(row => D.rows[row][0] === center);
    if (!pages.length || pages.at(-1).length + own.length > PRINTED_ROWS) pages.push([]);
    for (const row of own) {
      if (pages.at(-1).length === PRINTED_ROWS) pages.push([]);
      pages.at(-1).push(row);
    }
  }
  return pages.length ? pages : [[]];
}

// All pages of the Gantt: the first in its own place, the others after it until the printing is over.
function printGantt(isBegin) {
  for (const host of document.querySelectorAll(".gantt.printed")) host.remove();
  const pages = isBegin ? printedPages() : [], figure = {...D.figures.centers};
  charts.centers.source = pages.length > 1 ? () => centerSource(pages[0], {hasLoad: false}) : centerSource;
  charts.centers.figure = pages.length > 1 ? withoutLoad(figure) : figure;
  charts.centers.draw();
  pages.slice(1).forEach((rows, k) => {
    const host = el("div", {class: "gantt printed"}, el("div")), isLast = k === pages.length - 2;
    byId("gantt-centers").parentElement.append(host);
    new Gantt(host, isLast ? figure : withoutLoad(figure), () => centerSource(rows, {hasLoad: isLast}), {isPrinted: true}).draw();
  });
}

function withoutLoad(figure) {
  const {yaxis2, ...layout} = figure.layout;
  return {...figure, data: figure.data.filter(trace => trace.yaxis !== "y2"), layout: {...layout, yaxis: {...layout.yaxis, domain: [0, 1]}}};
}
