// Load, queue and phases by day, as scheduler.capacity reckons them: in ticks, along working times.
const PARTS = 4, CENTER_KIND = 0, MACHINE_KIND = 1;
const [PROCESSING, SETUP, WAITING, PAUSED] = [0, 1, 2, 3];

class Capacity {
  constructor() {
    this.days = C.midnight.length - 1;
    this.minute = D.tick_ms / 60000;
    this.place = new Map(D.loads.map(([kind, name], at) => [`${kind}:${name}`, at]));
    this.axes = [];
    this.bookings = D.loads.map(() => ({op: [], day: [], ticks: []}));
    this.memo = new Map();
    this.edges = this.edgesInTicks();
    this.ready = this.readyTicks();
    this.book();
  }

  // Setup start, start, first piece, begin of waiting, end. The page counts by the clock on the wall.
  edgesInTicks() {
    const [since, offset] = D.clock;
    const tick = wall => { let k = 0; while (k < since.length && since[k] <= wall) k++; return wall - offset[k]; };
    const edges = [C.op_start, C.op_begin, C.op_run_start, C.op_idle_start, C.op_end].map(column => column.subarray(0, D.numOps).map(tick));
    C.edge_op.forEach((op, k) => { edges[C.edge_part[k]][op] = C.edge_tick[k]; });
    return edges;
  }

  // Most are ready when the phase before is done, or when that was ready.
  readyTicks() {
    const [begin, , , , end] = this.edges, ready = begin.slice(), told = new Set(C.ready_op);
    C.ready_op.forEach((op, k) => { ready[op] = C.ready_tick[k]; });
    for (const ops of D.opsOfOrder) for (let k = 1; k < ops.length; k++) {
      const i = ops[k], before = ops[k - 1];
      if (!told.has(i)) ready[i] = Math.min(begin[i], C.op_ready_rule[i] ? ready[before] : end[before]);
    }
    return ready;
  }

  // Working time before each window and before each midnight.
  axis(number) {
    if (!this.axes[number]) {
      const [first, last] = [C.axis_ptr[number], C.axis_ptr[number + 1]], starts = C.axis_start.subarray(first, last), ends = C.axis_end.subarray(first, last);
      const before = new Int32Array(last - first);
      for (let k = 1; k < before.length; k++) before[k] = before[k - 1] + ends[k - 1] - starts[k - 1];
      const axis = {starts, ends, before};
      axis.marks = C.midnight.map(tick => worked(axis, tick));
      this.axes[number] = axis;
    }
    return this.axes[number];
  }

  // Of those that share a session the one with the longest setup keeps the machine busy.
  leads() {
    const leaders = new Map(), leads = new Uint8Array(D.numOps).fill(1);
    for (let i = 0; i < D.numOps; i++) {
      if (!C.op_session[i]) continue;
      const [center, machine] = D.rows[C.op_row[i]], key = `${center}:${C.op_session[i]}:${machine}`, leader = leaders.get(key);
      if (leader === undefined) leaders.set(key, i);
      else if (this.edges[2][i] > this.edges[2][leader]) { leads[leader] = 0; leaders.set(key, i); }
      else leads[i] = 0;
    }
    return leads;
  }

  book() {
    const leads = this.leads(), also = new Map();
    C.also_op.forEach((op, k) => also.set(op, [...also.get(op) ?? [], C.also_row[k]]));
    for (let i = 0; i < D.numOps; i++) {
      if (C.op_manner[i] < 0) continue;
      const manner = D.manners[C.op_manner[i]], [first, last] = this.daysOf(i);
      if (leads[i]) for (const row of [C.op_row[i], ...also.get(i) ?? []]) this.bookMachine(i, row, manner, first, last);
      for (const held of manner[5]) this.bookHeld(i, held, manner, first, last);
    }
  }

  daysOf(i) {
    const [begin, , , , end] = this.edges, first = Math.max(0, dayAt(begin[i] + 1));
    return [first, Math.max(first, Math.min(this.days - 1, dayAt(end[i])))];
  }

  put(load, op, day, ticks) {
    if (!ticks.some(Boolean)) return;
    const own = this.bookings[load];
    own.op.push(op);
    own.day.push(day);
    own.ticks.push(...ticks);
  }

  bookMachine(i, row, [center, work, setup, machines, isApart], first, last) {
    const own = this.axis(C.row_axis[row]), machine = this.place.get(`${MACHINE_KIND}:${D.rows[row][1]}`);
    const parts = this.parts(i, this.axis(work)), [begin, start, , , end] = this.edges;
    const changeover = this.inside(this.axis(setup), begin[i], start[i]), held = this.inside(own, begin[i], end[i]);
    for (let day = first; day <= last; day++) {
      const ticks = parts(day);
      ticks[SETUP] += changeover(day);
      if (isApart && D.loads[center][3]) ticks[PAUSED] = Math.max(0, held(day) - ticks[PROCESSING] - ticks[SETUP] - ticks[WAITING]);
      this.put(center, i, day, ticks.map(value => value * machines));
      if (machine !== undefined) this.put(machine, i, day, ticks);
    }
  }

  // Tools are held in the breaks of the work, too; people are not. Some only set up.
  bookHeld(i, [load, units, pauses, setsUp], [, work, setup], first, last) {
    const [begin, start] = this.edges, changeover = this.inside(this.axis(setup), begin[i], start[i]);
    const parts = setsUp ? day => [0, changeover(day), 0, 0] : this.parts(i, this.axis(pauses ? work : D.loads[load][4]));
    for (let day = first; day <= last; day++) this.put(load, i, day, parts(day).map(value => value * units));
  }

  parts(i, axis) {
    const [, start, run, idle, end] = this.edges;
    const within = [this.inside(axis, run[i], idle[i]), this.inside(axis, start[i], run[i]), this.inside(axis, idle[i], end[i])];
    return day => [within[PROCESSING](day), within[SETUP](day), within[WAITING](day), 0];
  }

  inside(axis, begin, end) {
    const a = worked(axis, begin), b = worked(axis, end);
    return day => Math.max(0, Math.min(b, axis.marks[day + 1]) - Math.max(a, axis.marks[day]));
  }

  // By day, in minutes of one unit; queued is work x time, as the mean over a period is taken of it.
  byDay(load) {
    if (!this.memo.has(load)) this.memo.set(load, this.sums(load));
    return this.memo.get(load);
  }

  sums(load) {
    const {op, day, ticks} = this.bookings[load], isLimited = D.loads[load][3], axis = this.axis(D.loads[load][4]);
    const sum = Object.fromEntries(["processing", "setup", "waiting", "paused", "capacity", "load", "idle", "overload", "queued", "open"].map(name => [name, new Float64Array(this.days)]));
    const parts = [sum.processing, sum.setup, sum.waiting, sum.paused];
    day.forEach((at, k) => parts.forEach((part, p) => { part[at] += ticks[PARTS * k + p]; }));
    for (let at = 0; at < this.days; at++) {
      sum.capacity[at] = C.capacity_units[load * this.days + at];
      sum.load[at] = sum.processing[at] + sum.setup[at] + sum.waiting[at];
      sum.idle[at] = sum.waiting[at] + sum.paused[at];
      sum.overload[at] = isLimited ? Math.max(0, sum.load[at] - sum.capacity[at]) : 0;
      sum.open[at] = axis.marks[at + 1] - axis.marks[at];
    }
    this.addQueue(sum.queued, op, ticks, axis);
    for (const name of ["processing", "setup", "capacity", "load", "idle", "overload", "queued"]) for (let at = 0; at < this.days; at++) sum[name][at] *= this.minute;
    return sum;
  }

  addQueue(queued, op, ticks, axis) {
    const work = new Map(), begin = this.edges[0];
    op.forEach((i, k) => work.set(i, (work.get(i) ?? 0) + ticks[PARTS * k + PROCESSING] + ticks[PARTS * k + SETUP]));
    for (const [i, amount] of work) {
      if (this.ready[i] >= begin[i]) continue;
      const a = worked(axis, this.ready[i]), b = worked(axis, begin[i]);
      for (let day = Math.max(0, dayAt(this.ready[i] + 1)); day < this.days && axis.marks[day] < b; day++)
        queued[day] += amount * Math.max(0, Math.min(b, axis.marks[day + 1]) - Math.max(a, axis.marks[day]));
    }
  }

  // One bar of a thing, from a day to another, in minutes; the queue in hours, null if it is never there.
  bar(load, first, last) {
    const days = this.byDay(load), bar = {load: 0, capacity: 0, processing: 0, setup: 0, idle: 0, overload: 0, queued: 0, open: 0};
    for (const name of Object.keys(bar)) for (let day = first; day <= last; day++) bar[name] += days[name][day];
    return {...bar, first, last, queue: bar.open ? bar.queued / bar.open / 60 : null, percent: D.loads[load][3] && bar.capacity ? 100 * bar.load / bar.capacity : null};
  }

  // The operations behind a bar, those that take most of it first.
  phases(load, first, last) {
    const {op, day, ticks} = this.bookings[load], found = new Map();
    day.forEach((at, k) => {
      if (at < first || at > last) return;
      const row = found.get(op[k]) ?? {op: op[k], processing: 0, setup: 0, idle: 0, load: 0};
      const [processing, setup, waiting, paused] = ticks.slice(PARTS * k, PARTS * k + PARTS).map(value => value * this.minute);
      row.processing += processing;
      row.setup += setup;
      row.idle += waiting + paused;
      row.load += processing + setup + waiting;
      found.set(op[k], row);
    });
    const name = row => orderName(C.op_order[row.op]), byName = (a, b) => Number(name(a) > name(b)) - Number(name(a) < name(b));
    return [...found.values()].sort((a, b) => b.load - a.load || byName(a, b) || C.op_phase[a.op] - C.op_phase[b.op]);
  }
}

// How much of an axis has passed at a tick.
function worked({starts, ends, before}, tick) {
  let low = 0, high = starts.length;
  while (low < high) { const middle = low + high >> 1; if (starts[middle] <= tick) low = middle + 1; else high = middle; }
  return low ? before[low - 1] + Math.min(tick, ends[low - 1]) - starts[low - 1] : 0;
}

// The day that a tick ends in: midnight belongs to the day before.
function dayAt(tick) {
  let low = 0, high = C.midnight.length;
  while (low < high) { const middle = low + high >> 1; if (C.midnight[middle] < tick) low = middle + 1; else high = middle; }
  return low - 1;
}

// Days, ISO weeks or months of the plan: {first, last}, both inclusive.
function periods(unit, days) {
  const starts = day => {
    const at = new Date(dayStart(day));
    return day === 0 || unit === "day" || (unit === "week" ? at.getUTCDay() === 1 : at.getUTCDate() === 1);
  };
  const firsts = [...Array(days).keys()].filter(starts);
  return firsts.map((first, k) => ({first, last: (firsts[k + 1] ?? days) - 1}));
}
