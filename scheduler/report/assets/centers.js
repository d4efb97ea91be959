// The Gantt by work center: a row per machine, due dates on top, load against capacity below.
const MANY_ROWS = 60, DUE_PIXELS = 18, MANY_DUES = 150;
const filter = {center: -1};

function centerRows(center) {
  let first = 0, last = D.rows.length - 1;
  if (center >= 0) {
    first = D.rows.findIndex(row => row[0] === center);
    last = D.rows.findLastIndex(row => row[0] === center);
  }
  return [first, last];
}

function rowLabels(first, last, rowHeight) {
  const at = [], text = [];
  if (!D.rows.length) return {at, text};
  const named = last - first < MANY_ROWS && rowHeight >= 10;
  for (let row = first; row <= last; row++) {
    const [center, machine] = D.rows[row], above = row > first ? D.rows[row - 1] : [-1, null];
    if (named && (above[0] !== center || above[1] !== machine)) { at.push(row); text.push(label(machine)); }
    if (!named && above[0] !== center) {
      const end = centerRows(center)[1];
      at.push((row + Math.min(end, last)) / 2);
      text.push(label(D.centers[center][0]));
    }
  }
  return {at, text};
}

const rowHeightFor = rows => rows <= MANY_ROWS ? Math.min(26, Math.max(13, 640 / rows)) : Math.max(7, 660 / rows);

function centerSource() {
  const [first, last] = D.rows.length ? centerRows(filter.center) : [0, 0];
  const rowHeight = rowHeightFor(last - first + 1);
  const ops = [];
  for (let i = 0; i < D.numBars; i++) if (C.op_row[i] >= first && C.op_row[i] <= last && shownMember(i) === i) ops.push(i);
  const separators = [];
  for (let row = first + 1; row <= last; row++) if (D.rows[row][0] !== D.rows[row - 1][0]) separators.push(row - 0.5);
  const labels = rowLabels(first, last, rowHeight);
  const dueHeight = D.demands.length ? DUE_PIXELS / rowHeight : 0, due = dueMarks(first - 0.5 - dueHeight / 2);
  if (dueHeight) { labels.at.push(first - 0.5 - dueHeight / 2); labels.text.push(label(t("due dates"))); }
  const center = filter.center;
  return {ops, rowOf: C.op_row, first, last, rowHeight, labels, separators: separators.length < 80 ? separators : [], due, dueRow: dueHeight,
    ...Object.fromEntries(AREAS.map(area => [area, clippedRows(areaColumns(area), first, last)])), areaTip,
    load: unit => loadTraces(center, unit), loadTip: (day, unit) => loadTip(center, unit, day), dueTip, extent: extent(ops)};
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

function clippedRows(closed, first, last) {
  const keep = Array.from(closed.start.keys()).filter(k => closed.last[k] >= first && closed.first[k] <= last);
  return {first: keep.map(k => Math.max(first, closed.first[k])), last: keep.map(k => Math.min(last, closed.last[k])),
    start: keep.map(k => closed.start[k]), end: keep.map(k => closed.end[k])};
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

function centersToolbar(gantt) {
  const pick = byId("center-filter");
  const used = [...new Set(D.rows.map(row => row[0]))];
  pick.append(...used.map(center => el("option", {value: center}, short(centerName(center), 60))));
  pick.addEventListener("change", () => filterCenter(Number(pick.value)));
  byId("colour").addEventListener("change", event => { settings.colour = event.target.value; for (const listener of selection.listeners) listener(); });
  zoomButtons(byId("zoom-centers"), gantt);
}

function zoomButtons(host, gantt) {
  const widths = [[t("1 d"), 1, t("Show one day")], [t("1 w"), 7, t("Show one week")], [t("4 w"), 28, t("Show four weeks")], [tp("zoom", "all"), 0, t("Show the whole plan")]];
  for (const [text, days, title] of widths) host.append(el("button", {type: "button", title, onclick: () => gantt.zoom(days)}, text));
}

function filterCenter(center) {
  filter.center = center;
  byId("center-filter").value = center;
  return charts.centers.draw();
}
