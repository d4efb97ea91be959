// Load against capacity of one thing by day, week or month: heatmap of its kind, bars, and the phases behind a bar.
const KIND_GROUPS = [["centers", [0]], ["machines", [1]], ["people", [2, 5]], ["tools", [3, 4]]];
const MONTHS_FROM = 120, WEEKS_FROM = 62, FEW_DAYS = 8, HEAT_PIXELS = 460, NARROW = 640;

class LoadSection {
  constructor() {
    this.capacity = new Capacity();
    this.groups = KIND_GROUPS.map(([name, kinds]) => [name, [...D.loads.keys()].filter(load => kinds.includes(D.loads[load][0]))]).filter(([, loads]) => loads.length);
    byId("load-body").hidden = !this.groups.length;
    byId("load-empty").hidden = !!this.groups.length;
    if (!this.groups.length) return;
    this.bottlenecks = new Bottlenecks(this.capacity, (load, day) => this.choose(load, day));
    this.unit = this.capacity.days > WEEKS_FROM ? "week" : "day";
    this.load = this.bottlenecks.first() ?? this.groups[0][1][0];
    this.period = null;
    this.toolbar();
    this.makeTables();
    this.listen();
  }

  toolbar() {
    const names = {centers: t("work centers"), machines: t("machines"), people: t("labour groups and skills"), tools: t("tools")};
    byId("load-kind").append(...this.groups.map(([name]) => el("option", {value: name}, names[name])));
    byId("load-kind").addEventListener("change", event => this.choose(this.fullest(this.groups.find(([name]) => name === event.target.value)[1]), null));
    byId("load-center").addEventListener("change", event => this.choose(Number(event.target.value), null));
    const units = [["day", t("day")], ["week", t("week")], ...(this.capacity.days > MONTHS_FROM ? [["month", t("month")]] : [])];
    byId("load-unit").append(...units.map(([value, text]) => el("option", {value}, text)));
    byId("load-unit").value = this.unit;
    byId("load-unit").addEventListener("change", event => this.setUnit(event.target.value));
    byId("load-gantt").addEventListener("click", () => this.inGantt());
  }

  group() {
    return this.groups.find(([, loads]) => loads.includes(this.load));
  }

  whole(load) {
    return this.capacity.bar(load, 0, this.capacity.days - 1);
  }

  fullest(loads) {
    const share = load => D.loads[load][3] ? this.whole(load).percent ?? 0 : -1;
    return loads.reduce((best, load) => share(load) > share(best) ? load : best, loads[0]);
  }

  // A thing, and the period with a day of it or, without one, none.
  choose(load, day) {
    const isNew = load !== this.load;
    this.load = load;
    this.period = day === null ? null : this.periods().find(({first, last}) => first <= day && day <= last) ?? null;
    return this.show(isNew);
  }

  setUnit(unit) {
    const day = this.period?.first ?? null;
    this.unit = unit;
    return this.choose(this.load, day).then(() => this.drawHeat());
  }

  periods() {
    return periods(this.unit, this.capacity.days);
  }

  draw() {
    return this.groups.length ? this.show(true) : null;
  }

  async show(always) {
    const [name, loads] = this.group(), pick = byId("load-center");
    byId("load-kind").value = name;
    if (pick.dataset.kind !== name) {
      pick.dataset.kind = name;
      pick.replaceChildren(...loads.map(load => el("option", {value: load}, this.option(load))));
    }
    pick.value = this.load;
    this.bars = this.periods().map(({first, last}) => this.capacity.bar(this.load, first, last));
    tables.bars.setRows([...this.bars.keys()].filter(k => this.hasAny(this.bars[k])));
    byId("load-words").textContent = this.words();
    this.showPhases();
    if (always) await this.drawHeat();
    if (this.bottlenecks.chosen !== this.load || always) await this.bottlenecks.show(this.load);
    await this.drawBars();
  }

  hasAny(bar) {
    return bar.load || bar.capacity || bar.idle || bar.queued;
  }

  option(load) {
    const {percent} = this.whole(load), skill = D.loads[load][0] === 5 ? ", " + t("skill") : "";
    const state = !D.loads[load][3] ? t("no limit") : percent === null ? "" : t("{percent} %", {percent: fixed(percent, 0)});
    return short(loadName(load), 60) + skill + (state && ` (${state})`);
  }

  // The chosen one in a sentence.
  words() {
    const bar = this.whole(this.load), name = short(loadName(this.load), 60), amounts = {name, hours: fixed(bar.load / 60, 1)};
    if (!D.loads[this.load][3]) return t("{name}: {hours} h of work, without a limit.", amounts);
    if (bar.percent === null) return t("{name}: nothing of it is there.", amounts);
    const rank = D.ranking.findIndex(([load]) => load === this.load), wanted = D.ranking[rank]?.[RANK_WANTED] ?? null, hasQueue = bar.queue >= SOME_HOURS;
    const share = part => fixed(100 * bar[part] / bar.capacity, 0);
    return [
      t("{name}: loaded {percent} %", {name, percent: fixed(bar.percent, 0)}),
      bar.setup || bar.idle ? t("setup {setup} %, held without work {idle} %", {setup: share("setup"), idle: share("idle")}) : "",
      hasQueue ? t("{hours} h of work queue in front of it on average", {hours: plainHours(bar.queue)}) : t("nothing queues in front of it"),
      wanted === null ? "" : t("{hours} h are wanted", {hours: plainHours(wanted)}),
      bar.overload ? t("{hours} h more than it can do", {hours: fixed(bar.overload / 60, 1)}) : "",
      rank === 0 && hasQueue ? t("the bottleneck") : rank >= 0 ? t("rank {part} of {whole}", {part: rank + 1, whole: D.ranking.length}) : "",
    ].filter(Boolean).join(", ") + ".";
  }

  makeTables() {
    const bar = k => this.bars[k], column = (title, value, places = 1) => ({title, num: true, key: k => value(bar(k)) ?? -1, text: k => value(bar(k)) === null ? "–" : fixed(value(bar(k)), places)});
    tables.bars = new DataTable(byId("load-table"), {caption: t("Load against capacity by period"), empty: t("Nothing of it is there, asked or waited for."), isChosen: k => this.bars[k].first === this.period?.first, columns: [
      {title: t("period"), text: k => periodText(bar(k)), key: k => bar(k).first, click: k => this.choose(this.load, bar(k).first)},
      column(t("capacity, h"), row => D.loads[this.load][3] ? row.capacity / 60 : null),
      column(t("load, h"), row => row.load / 60),
      column(t("load, %"), row => row.percent, 0),
      column(t("processing, h"), row => row.processing / 60),
      column(t("setup, h"), row => row.setup / 60),
      column(t("idle, h"), row => row.idle / 60),
      {...column(t("overload, h"), row => row.overload / 60), tone: k => bar(k).overload ? "bad" : ""},
      column(t("queue, h"), row => row.queue),
    ]});
    const item = row => itemName(C.order_item[C.op_order[row.op]] ?? -1), phase = k => this.phases[k];
    const hours = (title, value) => ({title, num: true, text: k => value(phase(k)) ? fixed(value(phase(k)) / 60, 1) : "–", key: k => value(phase(k))});
    tables.phases = new DataTable(byId("phases-table"), {caption: t("Phases behind the bar"), empty: t("Nothing loads it then."), isChosen: k => selection.order >= 0 && selection.order === C.op_order[phase(k).op], columns: [
      {title: t("order"), text: k => orderName(C.op_order[phase(k).op]), key: k => orderName(C.op_order[phase(k).op]), order: k => C.op_order[phase(k).op]},
      {title: t("phase"), num: true, text: k => String(C.op_phase[phase(k).op]), key: k => C.op_phase[phase(k).op]},
      {title: t("item"), text: k => item(phase(k)), key: k => item(phase(k))},
      hours(t("load, h"), row => row.load),
      {title: t("share, %"), num: true, text: k => this.total ? fixed(100 * phase(k).load / this.total, 0) : "–", key: k => phase(k).load},
      hours(t("processing, h"), row => row.processing),
      hours(t("setup, h"), row => row.setup),
      hours(t("idle, h"), row => row.idle),
      {title: t("machine held"), text: k => when(C.op_start[phase(k).op]), key: k => C.op_start[phase(k).op]},
      {title: t("end"), text: k => when(C.op_end[phase(k).op]), key: k => C.op_end[phase(k).op]},
    ]});
  }

  showPhases() {
    const place = this.period, bar = place && this.capacity.bar(this.load, place.first, place.last);
    this.phases = place ? this.capacity.phases(this.load, place.first, place.last) : [];
    this.total = bar?.load ?? 0;
    byId("phases").hidden = !place;
    byId("load-gantt").disabled = this.ganttCenter() < 0;
    if (!place) return;
    const amounts = {load: fixed(bar.load / 60, 1), capacity: fixed(bar.capacity / 60, 1)};
    byId("phases-title").textContent = `${short(loadName(this.load), 60)}, ${periodText(place)}: ` + [
      D.loads[this.load][3] ? t("{load} h of {capacity} h", amounts) : t("{load} h", amounts), tn("{count} phase", "{count} phases", this.phases.length)].join(", ");
    tables.phases.setRows(this.phases.keys());
    tables.phases.scroller.scrollTop = 0;
  }

  async drawBars() {
    const host = byId("load-chart"), frame = themed(JSON.parse(JSON.stringify(D.figures.load))), isLimited = D.loads[this.load][3];
    const width = chartWidth(host), edges = this.bars.map(bar => dayStart(bar.first)), last = dayStart(this.capacity.days);
    const lengths = this.bars.map((bar, k) => (edges[k + 1] ?? last) - edges[k]), x = edges.map((edge, k) => edge + lengths[k] / 2), wide = lengths.map(length => length * 0.9);
    const hours = name => this.bars.map(bar => bar[name] / 60), sum = (a, b) => a.map((value, k) => value + b[k]), load = hours("load"), over = hours("overload");
    const processing = hours("processing"), setup = hours("setup"), stacked = (y, base) => ({x, y, base, width: wide});
    const wanted = D.ranking.find(([place]) => place === this.load)?.[RANK_WANTED] ?? null;
    const capacity = isLimited ? {x: [...edges, last], y: [...hours("capacity"), this.bars.at(-1).capacity / 60]} : {x: [null], y: [null], visible: false};
    const traces = {
      processing: stacked(processing, undefined), setup: stacked(setup, processing), idle: anyAbove(hours("idle")) ? stacked(hours("idle"), sum(processing, setup)) : {visible: false},
      over: anyAbove(over) ? stacked(over, load.map((value, k) => value - over[k])) : {visible: false}, capacity, queue: {x, y: this.bars.map(bar => bar.queue), width: wide},
      wanted: wanted === null ? {visible: false} : {x: [edges[0], last], y: [wanted, wanted]},
    };
    const hasQueue = wanted !== null || anyAbove(this.bars.map(bar => bar.queue));
    if (!hasQueue) {
      traces.queue = {visible: false};
      frame.layout.yaxis.domain = [0, 1];
      Object.assign(frame.layout.yaxis2, {visible: false, domain: [0, 0.01]});
    }
    const rows = legendRows(frame.data.filter(trace => traces[trace.meta].visible !== false), width - 76);
    Object.assign(frame.layout, {width, height: (hasQueue ? 330 : 260) + 20 * rows, shapes: this.frameOf(edges, last)});
    frame.layout.margin = {...frame.layout.margin, t: 16 + 20 * rows, ...this.sides()};
    frame.layout.xaxis.range = [edges[0], last];
    if (this.capacity.days <= FEW_DAYS) frame.layout.xaxis.dtick = DAY;
    this.chart = await Plotly.react(host.firstElementChild, merged(frame.data, traces), frame.layout, speaking({displayModeBar: false, scrollZoom: false}));
  }

  // Days stand below those of the heatmap.
  sides() {
    if (chartWidth(byId("load-chart")) < NARROW) return {l: 52, r: 8};
    const {l, r} = this.heat && !byId("heat-box").hidden ? this.heat._fullLayout._size : {l: 60, r: 16};
    return {l, r};
  }

  // A frame around the chosen period.
  frameOf(edges, last) {
    const k = this.bars.findIndex(bar => bar.first === this.period?.first);
    if (k < 0) return [];
    return [{type: "rect", x0: edges[k], x1: edges[k + 1] ?? last, yref: "paper", y0: 0, y1: 1, line: {color: theme().now, width: 2}, fillcolor: "rgba(0,0,0,0)"}];
  }

  async drawHeat() {
    const host = byId("heat"), frame = themed(JSON.parse(JSON.stringify(D.figures.heat))), loads = this.group()[1].filter(load => D.loads[load][3]);
    this.heatLoads = loads;
    byId("heat-box").hidden = loads.length < 2;
    if (loads.length < 2) return;
    const all = this.periods(), row = loads.length > 100 ? 11 : loads.length > 40 ? 13 : 22;
    const percent = bar => bar.capacity ? 100 * bar.load / bar.capacity : bar.load ? 200 : null;
    const z = loads.map(load => all.map(({first, last}) => percent(this.capacity.bar(load, first, last))));
    const longest = Math.max(...loads.map(load => Math.min(20, Array.from(D.loads[load][1]).length)));
    const height = row * loads.length + 60, isLow = height < 220, scrolls = height > HEAT_PIXELS && !document.documentElement.dataset.print;
    Object.assign(frame.layout, {width: chartWidth(host), height, margin: {...frame.layout.margin, ...(scrolls ? {t: 40, b: 12} : {}), l: Math.max(60, Math.min(170, 26 + 7 * longest))}, dragmode: false});
    Object.assign(frame.layout.yaxis, {tickvals: loads.map((_, k) => k), ticktext: loads.map(load => label(D.loads[load][1])), range: [loads.length - 0.5, -0.5], tickfont: {size: Math.min(12, row - 2)}});
    Object.assign(frame.layout.xaxis, {range: [dayStart(0), dayStart(this.capacity.days)], fixedrange: true, side: scrolls ? "top" : "bottom", ...(this.capacity.days <= FEW_DAYS ? {dtick: DAY} : {})});
    // the scale stands where the box is not yet scrolled
    Object.assign(frame.data[0].colorbar, {lenmode: "pixels", len: Math.min(height - 30, 260), y: 1, yanchor: "top"});
    if (isLow) Object.assign(frame.data[0].colorbar, {tickvals: [0, 100, 200], ticktext: ["0", "100", "≥ 200"]});
    const x = [...all.map(({first}) => dayStart(first)), dayStart(this.capacity.days)];
    this.heat = await Plotly.react(host.firstElementChild, merged(frame.data, {heat: {x, y: loads.map((_, k) => k), z}}), frame.layout, speaking({displayModeBar: false}));
  }

  listen() {
    const heat = byId("heat"), chart = byId("load-chart");
    const cell = event => {
      const place = this.heat && placeIn(heat, event), load = place && this.heatLoads[place.row];
      return load === undefined || load === null ? null : {load, day: place.day};
    };
    const tip = (load, day) => {
      const period = this.periods().find(({first, last}) => first <= day && day <= last);
      return period ? barTip(load, this.capacity.bar(load, period.first, period.last)) : null;
    };
    heat.addEventListener("pointermove", event => { const at = cell(event); showTip(event, at && tip(at.load, at.day)); });
    heat.addEventListener("click", event => { const at = cell(event); if (at) this.choose(at.load, at.day); });
    heat.addEventListener("dblclick", event => { const at = cell(event); if (at) this.inGantt(); });
    chart.addEventListener("pointermove", event => { const at = this.chart && placeIn(chart, event); showTip(event, at && tip(this.load, at.day)); });
    chart.addEventListener("click", event => { const at = this.chart && placeIn(chart, event); if (at) this.choose(this.load, at.day); });
    for (const host of [heat, chart]) host.addEventListener("pointerleave", hideTip);
    chart.addEventListener("keydown", event => this.key(event));
  }

  // Left and right go from bar to bar; Enter goes into its phases.
  key(event) {
    const all = this.periods(), at = all.findIndex(({first}) => first === this.period?.first), last = all.length - 1;
    const next = {ArrowLeft: at < 0 ? last : Math.max(0, at - 1), ArrowRight: Math.min(last, at + 1), Home: 0, End: last}[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (next !== undefined) {
      event.preventDefault();
      this.choose(this.load, all[next].first);
    } else if (event.key === "Enter" && this.period) {
      event.preventDefault();
      (byId("phases-table").querySelector("tbody button") ?? byId("phases-table").querySelector(".scroller")).focus();
    }
  }

  // The center in the Gantt that the chosen thing is, or is part of; -1 for people and tools.
  ganttCenter() {
    const [kind, name] = D.loads[this.load];
    if (kind === CENTER_KIND) return D.rows.find(row => D.centers[row[0]][0] === name)?.[0] ?? -1;
    return kind === MACHINE_KIND ? D.rows.find(row => row[1] === name)?.[0] ?? -1 : -1;
  }

  async inGantt() {
    const center = this.ganttCenter(), place = this.period ?? {first: 0, last: this.capacity.days - 1};
    if (center < 0) return;
    await filterCenter(center);
    await charts.centers.setView(tickOf(dayStart(place.first)) - D.day / 2, tickOf(dayStart(place.last + 1)) + D.day / 2);
    byId("centers").scrollIntoView({behavior: calm()});
  }
}

const anyAbove = values => values.some(value => value > 0);
const periodText = ({first, last}) => first === last ? date(dayStart(first)) : t("{first} to {last}", {first: date(dayStart(first)), last: date(dayStart(last))});

// The day, and the row, that a pointer stands on in a chart.
function placeIn(host, event) {
  const axes = host.firstElementChild._fullLayout;
  for (const [name, axis] of [["xy", "yaxis"], ["xy2", "yaxis2"]]) {
    const area = host.querySelector(`.nsewdrag[data-subplot='${name}']`)?.getBoundingClientRect();
    if (!area || event.clientX < area.left || event.clientX > area.right || event.clientY < area.top || event.clientY > area.bottom) continue;
    return {day: Math.floor((axes.xaxis.p2l(event.clientX - area.left) - D.base_ms) / DAY), row: Math.round(axes[axis].p2l(event.clientY - area.top))};
  }
  return null;
}

function barTip(load, bar) {
  const isLimited = D.loads[load][3], share = value => inHours(value) + (isLimited && bar.capacity ? `, ${percentText(100 * value / bar.capacity)}` : "");
  return el("div", {}, el("h4", {}, `${short(loadName(load), 50)}, ${periodText(bar)}`), facts([
    [t("load"), share(bar.load)],
    [t("capacity"), isLimited ? inHours(bar.capacity) : t("no limit")],
    [t("processing"), share(bar.processing)],
    [t("setup"), share(bar.setup)],
    [t("held without work"), bar.idle ? share(bar.idle) : ""],
    [t("overload"), bar.overload ? inHours(bar.overload) : t("none")],
    [t("queue in front of it"), hoursText(bar.queue)],
  ]));
}
