// What the page carries: names (D), columns of integers (C), and derived times of operations.
const D = {}, C = {};
const byId = id => document.getElementById(id);

// Layout as scheduler.report.payload writes it: JSON, then columns in byte planes, of the numbers
// or of their zigzag coded differences.
function readData(raw) {
  const size = new DataView(raw.buffer).getUint32(0, true);
  Object.assign(D, JSON.parse(new TextDecoder().decode(raw.subarray(4, 4 + size))));
  let at = 4 + size;
  for (const [name, n, isEven] of D.columns) {
    const column = new Int32Array(n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const k = at + i;
      const number = raw[k] | raw[k + n] << 8 | raw[k + 2 * n] << 16 | raw[k + 3 * n] << 24;
      sum = isEven ? sum + (number >>> 1 ^ -(number & 1)) : number;
      column[i] = sum;
    }
    C[name] = column;
    at += 4 * n;
  }
  deriveOperations();
}

function deriveOperations() {
  const n = C.op_start.length;
  D.numOps = n;
  C.op_begin = new Int32Array(n);
  C.op_run_start = new Int32Array(n);
  C.op_end = new Int32Array(n);
  C.op_idle_start = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    C.op_begin[i] = C.op_start[i] + C.op_changeover_span[i];
    C.op_run_start[i] = C.op_begin[i] + C.op_setup_span[i];
    C.op_end[i] = C.op_run_start[i] + C.op_run_span[i];
    C.op_idle_start[i] = C.op_end[i] - C.op_idle_span[i];
  }
  D.opsOfOrder = D.orders.map(() => []);
  for (let i = 0; i < n; i++) if (C.op_order[i] >= 0) D.opsOfOrder[C.op_order[i]].push(i);
  for (const ops of D.opsOfOrder) ops.sort((a, b) => C.op_phase[a] - C.op_phase[b]);
  D.feeders = D.orders.map(() => []);
  D.consumers = D.orders.map(() => []);
  derivePegs();
  deriveBars();
}

// Which pegs leave each supply and reach each need; and which order feeds which, each pair once.
function derivePegs() {
  D.pegsFrom = new Map();
  D.pegsTo = new Map();
  const add = (map, key, k) => map.has(key) ? map.get(key).push(k) : map.set(key, [k]);
  for (let k = 0; k < C.peg_supply.length; k++) {
    const from = C.peg_supply[k], to = C.peg_demand[k], isOrder = C.peg_kind[k] === ORDER_KIND && to >= 0;
    add(D.pegsFrom, from, k);
    add(D.pegsTo, needKey(C.peg_kind[k], to), k);
    if (from >= 0 && isOrder && !D.feeders[to].includes(from)) {
      D.feeders[to].push(from);
      D.consumers[from].push(to);
    }
  }
}

const DEMAND_KIND = 0, ORDER_KIND = 3, REFILL_KIND = 4;
const needKey = (kind, place) => `${kind}:${place}`;
const demandsOf = order => C.order_demand.subarray(C.order_demand_ptr[order], C.order_demand_ptr[order + 1]);
const ms = tick => D.base_ms + tick * D.tick_ms;
const tickOf = milliseconds => (milliseconds - D.base_ms) / D.tick_ms;
const dayStart = day => D.base_ms + day * 86400000;
const str = index => D.strings[index];
