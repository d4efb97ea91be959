// What stands on the machines: one bar for a session, one on each machine of an operation with several.

// Behind the operations come copies of those that hold further machines, one per machine.
function deriveBars() {
  const n = D.numOps, more = C.also_op.length;
  D.numBars = n + more;
  D.sessions = new Map();
  for (const name of Object.keys(C).filter(key => key.startsWith("op_"))) {
    const column = new Int32Array(n + more);
    column.set(C[name]);
    for (let k = 0; k < more; k++) column[n + k] = C[name][C.also_op[k]];
    C[name] = column;
  }
  C.op_row.set(C.also_row, n);
  for (let i = 0; i < D.numBars; i++) {
    if (!C.op_session[i]) continue;
    const key = `${C.op_row[i]}:${C.op_session[i]}`;
    if (!D.sessions.has(key)) D.sessions.set(key, []);
    D.sessions.get(key).push(i);
  }
}

const operationOf = bar => bar < D.numOps ? bar : C.also_op[bar - D.numOps];
const sessionOf = bar => D.sessions.get(`${C.op_row[bar]}:${C.op_session[bar]}`) ?? [bar];

// Of a session the bar of the worst member stands for all; of a selected chain, one of the chain's.
function shownMember(bar) {
  const members = sessionOf(bar);
  if (members.length === 1) return bar;
  const klass = lateColumn(), inChain = i => selection.chain ? Number(selection.chain.has(C.op_order[i])) : 0;
  const rank = i => (filters.match?.[i] ?? 0) * 1000 + inChain(i) * 10 + (C.op_order[i] === selection.order ? 100 : 0) + (klass[C.op_order[i]] ?? 0);
  return members.reduce((best, i) => rank(i) > rank(best) ? i : best, members[0]);
}

const alsoOf = bar => C.also_op.reduce((rows, op, k) => op === operationOf(bar) ? [...rows, C.also_row[k]] : rows, []);

// All machines of an operation by name, the main one first.
function machinesOf(bar) {
  const rows = [C.op_row[operationOf(bar)], ...alsoOf(bar)];
  return rows.map(row => D.rows[row][2] ? `${D.rows[row][1]} · ${D.rows[row][2]}` : D.rows[row][1]);
}

function sessionLines(bar) {
  const members = sessionOf(bar);
  const lines = members.slice(0, 8).map(i => `${orderName(C.op_order[i])} / ${C.op_phase[i]}, ${quantity(C.op_quantity[i])} ${itemName(C.order_item[C.op_order[i]] ?? -1)}`);
  if (members.length > 8) lines.push(andMore(members.length - 8));
  return lines.map(text => short(text, 80));
}

// A click on a session goes through its members, one after the other.
function nextMember(bar) {
  const members = sessionOf(bar), at = members.findIndex(i => C.op_order[i] === selection.order);
  return members.length > 1 && at >= 0 ? members[(at + 1) % members.length] : bar;
}
