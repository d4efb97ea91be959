// Load against capacity per day: under the Gantt, of one center, and of all centers as a heatmap.
const perHour = ticks => ticks / 60; // load rows are in minutes
const inHours = minutes => t("{hours} h", {hours: fixed(perHour(minutes), 1)});

const isUnlimited = center => center >= 0 && D.centers[center][2] === 1;

// Sums over the rows of one center; for -1 of all work centers, less those that are nobody's
// capacity (infinite, external), less crews and tools.
function loadByDay(center) {
  const days = new Map(), used = new Set(D.rows.map(row => row[0]));
  for (let k = 0; k < C.load_center.length; k++) {
    if (center >= 0 ? C.load_center[k] !== center : !used.has(C.load_center[k]) || isUnlimited(C.load_center[k])) continue;
    const day = C.load_day[k], sum = days.get(day) ?? {capacity: 0, load: 0, setup: 0, overload: 0};
    for (const name of Object.keys(sum)) sum[name] += C["load_" + name][k];
    days.set(day, sum);
  }
  return [...days.entries()].sort((a, b) => a[0] - b[0]);
}

function loadData(center) {
  const days = loadByDay(center), width = days.map(() => DAY * 0.94);
  const x = days.map(([day]) => dayStart(day) + DAY * 0.03), at = name => days.map(([, sum]) => perHour(sum[name]));
  const load = at("load"), over = at("overload");
  const last = days.length ? dayStart(days.at(-1)[0] + 1) : null;
  const traces = days.length ? {
    load: {x, y: load.map((value, k) => value - over[k]), width},
    "load-setup": {x, y: at("setup").map((value, k) => Math.min(value, load[k])), width},
    "load-over": {x, y: over, base: load.map((value, k) => value - over[k]), width},
    capacity: isUnlimited(center) ? {x: [null], y: [null]} : {x: [...days.map(([day]) => dayStart(day)), last], y: [...at("capacity"), at("capacity").at(-1)]},
  } : {};
  const byDay = new Map(days);
  return {traces, tip: day => byDay.has(day) ? loadTip(center, day, byDay.get(day)) : null};
}

function loadTip(center, day, sum) {
  const name = center < 0 ? t("All work centers") : centerName(center);
  return el("div", {}, el("h4", {}, `${short(name, 50)}, ${date(dayStart(day))}`), facts([
    [t("load"), inHours(sum.load) + (sum.capacity && !isUnlimited(center) ? `, ${fixed(100 * sum.load / sum.capacity, 0)} %` : "")],
    [t("capacity"), isUnlimited(center) ? t("no limit") : inHours(sum.capacity)],
    [t("setup"), inHours(sum.setup)],
    [t("overload"), sum.overload ? inHours(sum.overload) : t("none")],
  ]));
}

class LoadSection {
  constructor() {
    this.centers = [...new Set(C.load_center)];
    this.limited = this.centers.filter(center => !isUnlimited(center));
    const pick = byId("load-center");
    pick.append(...this.centers.map(center => el("option", {value: center}, short(centerName(center), 60) + (isUnlimited(center) ? " (" + t("no limit") + ")" : ""))));
    pick.addEventListener("change", () => this.show(Number(pick.value)));
    this.center = this.busiest();
    pick.value = this.center;
    this.table = new DataTable(byId("load-table"), {caption: t("Load per day"), empty: t("No center has a load."), columns: [
      {title: t("day"), text: k => date(dayStart(C.load_day[k])), key: k => C.load_day[k]},
      ...[["capacity", t("capacity, h")], ["load", t("load, h")], ["setup", t("setup, h")], ["overload", t("overload, h")]].map(([name, title]) => ({title, num: true, key: k => C["load_" + name][k],
        text: k => fixed(perHour(C["load_" + name][k]), 1), tone: k => name === "overload" && C.load_overload[k] ? "bad" : ""})),
      {title: t("load, %"), num: true, key: k => C.load_load[k] / (C.load_capacity[k] || 1), text: k => C.load_capacity[k] ? fixed(100 * C.load_load[k] / C.load_capacity[k], 0) : "–"},
    ]});
    const heat = byId("heat");
    heat.addEventListener("pointermove", event => this.heatTip(event));
    heat.addEventListener("pointerleave", hideTip);
    heat.addEventListener("click", event => this.jump(event));
    byId("load-chart").addEventListener("pointermove", event => this.barTip(event));
    byId("load-chart").addEventListener("pointerleave", hideTip);
  }

  busiest() {
    const sum = new Map();
    for (let k = 0; k < C.load_center.length; k++) {
      const [load, capacity] = sum.get(C.load_center[k]) ?? [0, 0];
      sum.set(C.load_center[k], [load + C.load_load[k], capacity + C.load_capacity[k]]);
    }
    const share = center => sum.get(center)[0] / (sum.get(center)[1] || 1);
    return [...sum.keys()].sort((a, b) => isUnlimited(a) - isUnlimited(b) || share(b) - share(a))[0] ?? -1;
  }

  show(center) {
    this.center = center;
    byId("load-center").value = center;
    this.table.setRows([...C.load_center.keys()].filter(k => C.load_center[k] === center));
    this.drawBars();
  }

  async draw() {
    byId("load-body").hidden = !this.centers.length;
    byId("load-empty").hidden = !!this.centers.length;
    if (!this.centers.length) return;
    await this.drawHeat();
    this.show(this.center);
  }

  async drawBars() {
    const host = byId("load-chart"), frame = themed(JSON.parse(JSON.stringify(D.figures.load)));
    const {traces, tip} = loadData(this.center);
    this.tip = tip;
    Object.assign(frame.layout, {width: chartWidth(host), height: 260});
    await Plotly.react(host.firstElementChild, merged(frame.data, traces), frame.layout, speaking({displayModeBar: false, scrollZoom: false}));
    this.bars = host.firstElementChild;
  }

  async drawHeat() {
    const host = byId("heat"), frame = themed(JSON.parse(JSON.stringify(D.figures.heat)));
    host.hidden = this.limited.length < 2;
    if (host.hidden) return;
    const first = Math.min(...C.load_day), last = Math.max(...C.load_day);
    const at = new Map(this.limited.map((center, row) => [center, row]));
    this.cells = this.limited.map(() => new Array(last - first + 1).fill(-1));
    for (let k = 0; k < C.load_center.length; k++) if (at.has(C.load_center[k])) this.cells[at.get(C.load_center[k])][C.load_day[k] - first] = k;
    const percent = k => k < 0 || !(C.load_capacity[k] || C.load_load[k]) ? null : C.load_capacity[k] ? 100 * C.load_load[k] / C.load_capacity[k] : 200;
    const x = this.cells[0].map((_, day) => dayStart(first + day) + DAY / 2), row = this.limited.length > 40 ? 13 : 22;
    this.firstDay = first;
    const margin = {...frame.layout.margin, l: Math.min(170, 26 + 7 * Math.max(...this.limited.map(center => Math.min(20, Array.from(D.centers[center][0]).length))))};
    Object.assign(frame.layout, {width: chartWidth(host), height: row * this.limited.length + 60, margin});
    Object.assign(frame.layout.yaxis, {tickvals: this.limited.map((_, k) => k), ticktext: this.limited.map(center => label(D.centers[center][0])),
      range: [this.limited.length - 0.5, -0.5], tickfont: {size: Math.min(12, row - 2)}});
    frame.layout.xaxis.range = [dayStart(first), dayStart(last + 1)];
    const full = frame.layout.height < 220;
    frame.data[0].colorbar.len = 1;
    frame.data[0].colorbar.tickvals = full ? [0, 100, 200] : frame.data[0].colorbar.tickvals;
    if (full) frame.data[0].colorbar.ticktext = ["0", "100", "≥ 200"];
    frame.layout.dragmode = false;
    frame.layout.xaxis.fixedrange = true;
    await Plotly.react(host.firstElementChild, merged(frame.data, {heat: {x, y: this.limited.map((_, k) => k), z: this.cells.map(cells => cells.map(percent))}}),
      frame.layout, speaking({displayModeBar: false}));
  }

  axisValue(host, event) {
    const area = host.querySelector(".nsewdrag")?.getBoundingClientRect(), axes = host.firstElementChild._fullLayout;
    if (!area || event.clientX < area.left || event.clientX > area.right || event.clientY < area.top || event.clientY > area.bottom) return null;
    return {day: Math.floor((axes.xaxis.p2l(event.clientX - area.left) - D.base_ms) / DAY), row: Math.round(axes.yaxis.p2l(event.clientY - area.top))};
  }

  heatTip(event) {
    const place = this.axisValue(byId("heat"), event), k = place ? this.cells[place.row]?.[place.day - this.firstDay] ?? -1 : -1;
    if (k < 0) return hideTip();
    showTip(event, loadTip(C.load_center[k], C.load_day[k], Object.fromEntries(["capacity", "load", "setup", "overload"].map(name => [name, C["load_" + name][k]]))));
  }

  barTip(event) {
    const place = this.bars && this.axisValue(byId("load-chart"), event);
    showTip(event, place && this.tip(place.day));
  }

  // A cell leads to its center and day in the Gantt.
  async jump(event) {
    const place = this.axisValue(byId("heat"), event);
    if (!place || !this.limited[place.row] && this.limited[place.row] !== 0) return;
    const center = this.limited[place.row];
    this.show(center);
    if (!D.rows.some(row => row[0] === center)) return;
    await filterCenter(center);
    await charts.centers.setView(tickOf(dayStart(place.day)) - D.day / 2, tickOf(dayStart(place.day)) + D.day * 1.5);
    byId("centers").scrollIntoView({behavior: "smooth"});
  }
}
