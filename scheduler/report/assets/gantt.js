// One Gantt chart: plotly's axes, legend and panning; bars by barTraces() near, by picture() far.
const LIMIT = 400; // bars up to which plotly has the whole plan and pans it itself; with more it draws slowly
const NEAR = 800; // bars in view below which a larger plan is shown by plotly's bars, not as a picture
const DAY = 86400000;
const TICK_PIXELS = 96; // room for the label of a tick, e.g. Wed 10
const NOW_PIXELS = 34; // room for the word
const LEAST_VIEW = 10 * 60000; // ms that a view shows at least

class Gantt {
  // source: () => {ops, rowOf, first, last, rowHeight, labels, closed, down, over, separators, due, load, extent}
  // A printed one is drawn once, and nobody moves it.
  constructor(host, figure, source, {isPrinted = false} = {}) {
    Object.assign(this, {host, figure, source, legendOff: {}});
    if (isPrinted) return;
    host.addEventListener("pointermove", event => this.hover(event));
    host.addEventListener("pointerleave", () => hideTip());
    host.addEventListener("pointerdown", event => { this.down = [event.clientX, event.clientY]; }, true);
    document.addEventListener("pointerup", event => this.click(event), true);
    this.cursor = new BarCursor(this);
    this.navigator = new Navigator(this);
    new ResizeObserver(() => this.resized()).observe(host);
  }

  // Rebuild everything: another filter, colour, selection or page.
  async draw({keepView = true} = {}) {
    this.now = this.source();
    const frame = themed(JSON.parse(JSON.stringify(this.figure))), traces = greyProof(headTraces(colouredFrame(frame.data)));
    this.frame = this.now.rowHeight < 11 ? traces.map(thinner) : traces;
    const old = keepView && this.gd ? this.view() : null;
    this.layout = {...frame.layout, ...{images: []}};
    this.arrange(old || this.now.extent);
    await this.load(true);
    if (!this.cursor) return;
    if (!this.gd.wired) this.wire();
    this.moved();
  }

  // The view is another one: what lies over plotly's chart follows.
  moved() {
    this.cursor.place();
    this.navigator.paint();
  }

  wire() {
    this.gd.wired = true;
    this.gd.on("plotly_relayout", () => requestAnimationFrame(() => this.load(false).then(() => this.moved())));
    this.gd.on("plotly_relayouting", () => { hideTip(); this.cursor.hide(); });
    this.gd.on("plotly_restyle", ([change, at]) => {
      if (!("visible" in change)) return;
      at.forEach((k, j) => { this.legendOff[this.frame[k].meta] = change.visible[j] ?? change.visible; });
      if (this.mode === "far") this.load(true);
    });
  }

  arrange([a, b]) {
    const {first, last, labels, load, dueRow} = this.now;
    const layout = this.layout, narrow = chartWidth(this.host) < 640;
    const longest = Math.max(6, ...labels.text.map(text => Array.from(text).length));
    const left = Math.min(narrow ? 96 : 170, Math.max(56, 12 + longest * 7.3)), width = chartWidth(this.host);
    const top = 62 + 20 * legendRows(this.frame, width - left - layout.margin.r), under = load ? 128 : 12;
    const rowHeight = this.now.rowHeight = isPrinting() ? Math.min(this.now.rowHeight, (PRINT_HEIGHT - top - under) / (last - first + 1 + dueRow)) : this.now.rowHeight;
    const rows = (last - first + 1 + dueRow) * rowHeight;
    layout.height = Math.round(top + rows + under);
    layout.width = width;
    layout.margin = {...layout.margin, t: top, b: 8, l: left};
    const area = layout.height - top - 8;
    if (load) {
      layout.yaxis.domain = [1 - rows / area, 1];
      layout.yaxis2.domain = [0, Math.max(0.02, (under - 26) / area)];
    }
    layout.yaxis.range = [last + 0.5, first - 0.5 - dueRow];
    layout.yaxis.tickmode = "array";
    layout.yaxis.tickvals = labels.at;
    layout.yaxis.ticktext = labels.text;
    layout.yaxis.tickfont = {size: Math.min(12, Math.max(10, rowHeight - 1))};
    layout.xaxis.range = [ms(a), ms(b)];
    layout.xaxis.nticks = Math.max(3, Math.floor((layout.width - layout.margin.l - layout.margin.r) / TICK_PIXELS));
    this.shapes();
  }

  shapes() {
    const colours = theme(), line = (x, style) =>
      ({type: "line", x0: ms(x), x1: ms(x), yref: "paper", y0: 0, y1: 1, line: style});
    const shapes = this.now.separators.map(y =>
      ({type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, layer: "below", line: {color: colours.separator, width: 0.7}}));
    shapes.push(line(D.now, {color: colours.now, width: 2}));
    shapes.push(line(D.horizon, {color: colours.muted, width: 1, dash: "dot"}));
    this.layout.annotations = [{x: ms(D.now), y: 1, yref: "paper", yanchor: "top", xanchor: "right", text: label(t("now")), xshift: 1, yshift: 3, showarrow: false,
      font: {color: colours.now, size: 11}}];
    const at = new Set();
    if (selection.order >= 0) for (const demand of demandsOf(selection.order)) at.add(C.demand_due[demand]);
    for (const due of [...at].slice(0, 20)) shapes.push(line(due, {color: colours.over, width: 1.5, dash: "dash"}));
    this.layout.shapes = shapes;
  }

  view() {
    const axis = this.gd._fullLayout.xaxis;
    return axis.range.map(value => tickOf(axis.r2l(value)));
  }

  inWindow(a, b) {
    return this.now.ops.filter(i => C.op_end[i] > a && C.op_start[i] < b);
  }

  // Give plotly what the view needs, if what it has does not do.
  async load(always) {
    if (!always && this.gd._dragging) return;
    const [a, b] = this.gd && !always ? this.view() : this.layout.xaxis.range.map(value => tickOf(this.number(value)));
    // on paper hundreds of hatched bars would fill megabytes
    const everything = this.now.ops.length <= LIMIT && !isPrinting();
    const near = everything || !isPrinting() && this.inWindow(a, b).length <= NEAR;
    const mode = everything ? "all" : near ? "near" : "far";
    const unit = loadUnit(b - a, chartWidth(this.host) - 190);
    if (!always && mode === this.mode && unit === this.unit && this.covers(a, b)) return;
    this.unit = unit;
    if (this.now.load) this.layout.yaxis2.title.text = unit === "week" ? t("load, h/week") : t("load, h/day");
    const margin = (b - a) * 0.5;
    const [low, high] = everything ? [-Infinity, Infinity] : [a - margin, b + margin];
    Object.assign(this, {mode, window: [low, high], scale: b - a});
    const what = {...this.now, colours: colours(), alpha: dimmer(), ops: this.inWindow(low, high),
      ...Object.fromEntries(AREAS.filter(area => this.now[area]).map(area => [area, within(this.now[area], low, high)]))};
    this.layout.images = mode === "far" ? [this.image(a, b, what)] : [];
    const bars = mode === "far" ? {} : barTraces(what);
    const data = merged(this.frame, {...emptyTraces(what.colours), ...bars, ...this.marks(), ...this.now.load?.(unit)});
    for (const trace of data) if (this.legendOff[trace.meta] !== undefined) trace.visible = this.legendOff[trace.meta];
    const config = speaking({responsive: false, scrollZoom: true, displaylogo: false, doubleClick: "reset", modeBarButtons: [["toImage"]]});
    this.gd = await Plotly.react(this.host.firstElementChild, data, this.layout, config);
  }

  number(value) {
    return typeof value === "number" ? value : this.gd._fullLayout.xaxis.r2l(value);
  }

  covers(a, b) {
    const same = Math.abs(this.scale / (b - a) - 1) < 0.01;
    return a >= this.window[0] && b <= this.window[1] && (this.mode !== "far" || same);
  }

  image(a, b, what) {
    const {first, last, rowHeight, extent} = this.now;
    const low = Math.max(this.window[0], extent[0] - (b - a) * 0.02), high = Math.min(this.window[1], extent[1] + (b - a) * 0.02);
    const pixels = chartWidth(this.host) - this.layout.margin.l - this.layout.margin.r;
    const view = {a: low, b: Math.max(high, low + 1), first, last, width: pixels * (high - low) / (b - a), height: (last - first + 1) * rowHeight};
    what.ops = what.ops.filter(i => [undefined, true].includes(this.legendOff["class" + what.colours.of(i)]));
    return {source: picture(view, what), xref: "x", yref: "y", x: ms(view.a), y: first - 0.5, sizex: (view.b - view.a) * D.tick_ms,
      sizey: last - first + 1, xanchor: "left", yanchor: "top", sizing: "stretch", layer: "below"};
  }

  marks() {
    const due = this.now.due, chain = chainLines(this.now.rowOf);
    const empty = {x: [null], y: [null]};
    return {
      chain: chain.x.length ? chain : empty,
      due: due.x.length ? {x: due.x.map(ms), y: due.y, marker: {color: due.colour, symbol: due.symbol, line: {width: 1, color: due.edge}}} : empty,
    };
  }

  // Never less than some minutes, never much more than the whole.
  setView(a, b) {
    const [low, high] = this.now.extent, middle = (a + b) / 2;
    const width = Math.max(LEAST_VIEW / D.tick_ms, Math.min(b - a, 3 * Math.max(high - low, 91 * D.day)));
    const range = [ms(middle - width / 2), ms(middle + width / 2)];
    if (this.mode === "all") return Plotly.relayout(this.gd, {"xaxis.range": range});
    // other bars or another picture: one drawing with both instead of two
    this.layout.xaxis.range = range;
    return this.load(true).then(() => this.moved());
  }

  zoomBy(factor) {
    const [a, b] = this.view(), middle = this.cursor.middle() ?? (a + b) / 2;
    return this.setView(middle - (middle - a) * factor, middle + (b - middle) * factor);
  }

  pan(share) {
    const [a, b] = this.view(), step = (b - a) * share;
    return this.setView(a + step, b + step);
  }

  // Bring a bar into view if it is not, at a scale at which it can be seen.
  async goTo(bar) {
    if (this.now.rowOf[bar] < 0) return;
    const [a, b] = this.view(), low = C.op_start[bar], high = C.op_end[bar], tiny = (high - low) * 200 < b - a;
    const width = tiny ? (high - low) * 40 : b - a, middle = (low + high) / 2;
    if (tiny || high > b - (b - a) * 0.03 || low < a + (b - a) * 0.01) await this.setView(middle - width / 2, middle + width / 2);
    await this.cursor.to(bar);
  }

  goToRow(row) {
    const bar = this.now.ops.find(i => C.op_row[i] === row);
    return bar === undefined ? null : this.goTo(bar);
  }

  zoom(days) {
    const [a] = this.view(), [low, high] = this.now.extent;
    if (!days) return this.setView(low, high);
    // before now there is nothing to see but the word
    const room = NOW_PIXELS / (this.layout.width - this.layout.margin.l - this.layout.margin.r);
    const from = Math.max(D.now - room * days * D.day, Math.min(a, high - 1));
    return this.setView(from, from + days * D.day);
  }

  resized() {
    if (!this.gd || document.documentElement.dataset.print || this.host.clientWidth === this.layout.width || !this.host.clientWidth) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), 120);
  }

  // Where a pointer stands: {tick, row, tolerance}, or null outside the bars; load: {day} in the lower chart.
  place(event) {
    const area = this.host.querySelector(".nsewdrag[data-subplot='xy']")?.getBoundingClientRect();
    if (!area || event.clientX < area.left || event.clientX > area.right) return null;
    const {xaxis, yaxis} = this.gd._fullLayout;
    const tick = tickOf(xaxis.p2l(event.clientX - area.left));
    const tolerance = 2 * (tickOf(xaxis.p2l(1)) - tickOf(xaxis.p2l(0)));
    if (event.clientY >= area.top && event.clientY <= area.bottom) {
      const row = Math.round(yaxis.p2l(event.clientY - area.top));
      return {tick, row, tolerance, isDue: row < this.now.first};
    }
    const lower = this.host.querySelector(".nsewdrag[data-subplot='xy2']")?.getBoundingClientRect();
    if (lower && event.clientY >= lower.top && event.clientY <= lower.bottom) return {tick, row: null, day: Math.floor((ms(tick) - D.base_ms) / DAY)};
    return null;
  }

  operationAt({tick, row, tolerance}) {
    let found = -1;
    for (const i of this.now.ops) {
      if (this.now.rowOf[i] !== row || tick < C.op_start[i] - tolerance || tick >= C.op_end[i] + tolerance) continue;
      if (found < 0 || (tick >= C.op_start[i] && tick < C.op_end[i])) found = i;
    }
    return found;
  }

  hover(event) {
    if (!this.gd || event.buttons || event.pointerType === "touch") return;
    const place = this.place(event);
    const op = place && place.row !== null ? this.operationAt(place) : -1;
    this.host.classList.toggle("pointing", op >= 0);
    if (op >= 0) showTip(event, operationTip(op));
    else if (place && place.row === null) showTip(event, this.now.loadTip?.(place.day, this.unit));
    else if (place) showTip(event, this.now.dueTip?.(place) ?? this.now.areaTip?.(place));
    else hideTip();
  }

  click(event) {
    const down = this.down;
    this.down = null;
    if (!down || !this.gd || Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 4) return;
    const place = this.place(event);
    if (!place || place.row === null) return;
    const op = this.operationAt(place);
    if (op >= 0 && event.pointerType === "touch") showTip(event, operationTip(op));
    if (op < 0) return select(-1);
    const member = nextMember(op);
    this.cursor.bar = op;
    this.cursor.place();
    select(C.op_order[member], operationOf(member));
  }
}

// plotly puts a legend into one row if it fits, else into columns as wide as its longest name.
function legendRows(frame, room) {
  const widths = frame.filter(trace => trace.showlegend !== false).map(trace => 46 + 6.4 * Array.from(trace.name).length);
  if (widths.reduce((sum, width) => sum + width, 0) <= room) return 1;
  return Math.ceil(widths.length / Math.max(1, Math.floor(room / Math.max(...widths))));
}

// On paper without colours hatches tell the classes apart.
function greyProof(traces) {
  if (!isPrinting() || GROUPS[settings.colour]) return traces;
  const shapes = {class1: ".", class2: "-"};
  return traces.map(trace => shapes[trace.meta] ? {...trace, marker: {...trace.marker, pattern: {...trace.marker.pattern, shape: shapes[trace.meta], fgcolor: "#5b2b00", solidity: 0.25}}} : trace);
}

// In low rows plotly's outlines would eat the bars.
function thinner(trace) {
  if (trace.type !== "bar" || !trace.marker?.line) return trace;
  const width = trace.meta === "fixed" ? 1 : 0.25;
  return {...trace, marker: {...trace.marker, line: {...trace.marker.line, width}}};
}

function within(closed, low, high) {
  const keep = Array.from(closed.start.keys()).filter(k => closed.end[k] > low && closed.start[k] < high);
  return Object.fromEntries(Object.entries(closed).map(([name, column]) => [name, keep.map(k => column[k])]));
}

function emptyTraces({classes}) {
  const byMeta = Object.fromEntries([...AREAS, ...Object.keys(MARKS)].map(area => [area, {x: [null], y: [null]}]));
  for (const meta of [...classes.map((_, k) => "class" + k), "fixed"]) byMeta[meta] = emptyBars();
  for (const meta of Object.keys(HEADS)) if (meta !== "fixed") byMeta[meta] = byMeta[meta + PALE] = {x: [null], y: [null]};
  return byMeta;
}
