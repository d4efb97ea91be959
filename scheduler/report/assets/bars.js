// Near views: operations as the data of plotly's own bar traces, one trace per colour class.
const DIM = 0.16;
const HEADS = {
  idle: [i => C.op_idle_span[i] > 0, "op_idle_start", "op_end"],
  setup: [i => C.op_setup_span[i] > 0, "op_begin", "op_run_start"],
  changeover: [i => C.op_changeover_span[i] > 0, "op_start", "op_begin"],
  fixed: [i => isFixed(i), "op_start", "op_end"],
};
// what the floor or the planner said of an operation: a sign on its bar, by state
const MARKS = {frozen: "frozen", started: "started", interrupted: "interrupted"};
const isFixed = i => C.op_state[i] > 0 && D.states[C.op_state[i]] !== "interrupted";

function emptyBars() {
  // one point without a place: plotly drops traces without points from the legend
  return {y: [null], base: [null], x: [null]};
}

function barData(ops, from, to, rowOf, alpha) {
  if (!ops.length) return emptyBars();
  const n = ops.length, y = new Array(n), base = new Array(n), x = new Array(n), opacity = new Array(n);
  ops.forEach((i, k) => {
    y[k] = rowOf[i];
    base[k] = ms(C[from][i]);
    x[k] = (C[to][i] - C[from][i]) * D.tick_ms;
    opacity[k] = alpha(i);
  });
  return legible({y, base, x, marker: {opacity}});
}

// The legend looks like the first point: where that is pale, one without a place goes first.
function legible(data) {
  if (data.marker.opacity[0] < 1) {
    for (const column of [data.x, data.y, ...data.base ? [data.base] : []]) column.unshift(null);
    data.marker.opacity.unshift(1);
  }
  return data;
}

// what: as for picture(); returns data by the trace's meta
function barTraces(what) {
  const byMeta = {};
  const ofClass = what.colours.classes.map(() => []);
  for (const i of what.ops) ofClass[what.colours.of(i)].push(i);
  ofClass.forEach((ops, k) => { byMeta["class" + k] = barData(ops, "op_start", "op_end", what.rowOf, what.alpha); });
  for (const [meta, [test, from, to]] of Object.entries(HEADS)) {
    const ops = what.ops.filter(test);
    if (meta === "fixed") byMeta[meta] = barData(ops, from, to, what.rowOf, what.alpha);
    else for (const [name, isPale] of [[meta, false], [meta + PALE, true]]) byMeta[name] = boxes(ops.filter(i => what.alpha(i) < 1 === isPale), from, to, what.rowOf);
  }
  for (const [meta, state] of Object.entries(MARKS)) byMeta[meta] = markData(what, D.states.indexOf(state));
  for (const area of AREAS) if (what[area]) byMeta[area] = closedTrace(what[area]);
  return byMeta;
}

// The heads of all bars are one path each: as bars of their own they would double what the page holds.
const PALE = "-pale", HALF = 0.41;

function boxes(ops, from, to, rowOf) {
  const x = [], y = [];
  for (const i of ops) {
    const a = ms(C[from][i]), b = ms(C[to][i]), top = rowOf[i] - HALF, bottom = rowOf[i] + HALF;
    x.push(a, b, b, a, a, null);
    y.push(top, top, bottom, bottom, top, null);
  }
  return x.length ? {x, y} : {x: [null], y: [null]};
}

function headTraces(frame) {
  return frame.flatMap(trace => {
    if (!HEADS[trace.meta] || trace.meta === "fixed") return [trace];
    const {name, meta, marker: {color, pattern}} = trace;
    const head = {type: "scatter", mode: "lines", fill: "toself", name, meta, fillcolor: color, fillpattern: pattern, line: {width: 0, color}, hoverinfo: "skip"};
    return [head, {...head, meta: meta + PALE, opacity: DIM, showlegend: false}];
  });
}

// In the middle of each bar, where it is wide enough for its sign or not.
function markData(what, state) {
  const ops = what.ops.filter(i => C.op_state[i] === state);
  if (!ops.length) return {x: [null], y: [null]};
  return legible({x: ops.map(i => ms((C.op_start[i] + C.op_end[i]) / 2)), y: ops.map(i => what.rowOf[i]), marker: {opacity: ops.map(what.alpha)}});
}

const AREAS = ["over", "closed", "down"];

// All closed time as one polygon trace, drawn over the bars: paused work shows through, pale.
function closedTrace(closed) {
  const x = [], y = [];
  for (let k = 0; k < closed.start.length; k++) {
    const a = ms(closed.start[k]), b = ms(closed.end[k]);
    const top = closed.first[k] - 0.5, bottom = closed.last[k] + 0.5;
    x.push(a, b, b, a, a, null);
    y.push(top, top, bottom, bottom, top, null);
  }
  return x.length ? {x, y} : {x: [null], y: [null]};
}

function merged(frame, byMeta) {
  return frame.map(trace => {
    const more = byMeta[trace.meta];
    if (!more) return trace;
    return {...trace, ...more, marker: {...trace.marker, ...more.marker}};
  });
}
