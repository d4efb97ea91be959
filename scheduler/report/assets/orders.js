// The Gantt by order: a row per order, its due date as a mark; waits between phases are gaps.
const PAGE = 40;
const paging = {page: 0, sort: "due", chainOnly: true};

const ORDER_SORTS = {
  due: (a, b) => C.order_due[a] - C.order_due[b],
  lateness: (a, b) => lateOf(b) - lateOf(a),
  start: (a, b) => C.order_start[a] - C.order_start[b],
  end: (a, b) => C.order_end[a] - C.order_end[b],
};
const lateOf = order => settings.colour === "own" ? C.order_late[order] : C.order_served_late[order];

function orderList() {
  const listed = [...D.orders.keys()].filter(order => D.opsOfOrder[order].length);
  const chain = paging.chainOnly && selection.chain;
  const rows = listed.filter(order => chain ? chain.has(order) : !filters.orders || filters.orders.has(order));
  return rows.sort((a, b) => ORDER_SORTS[chain ? "start" : paging.sort](a, b) || a - b);
}

function orderSource() {
  const list = orderList(), pages = Math.max(1, Math.ceil(list.length / PAGE));
  paging.page = Math.min(paging.page, pages - 1);
  const shown = list.slice(paging.page * PAGE, (paging.page + 1) * PAGE);
  const rowOf = new Int32Array(D.numOps).fill(-1), ops = [];
  shown.forEach((order, row) => { for (const i of D.opsOfOrder[order]) { rowOf[i] = row; ops.push(i); } });
  byId("page-of").textContent = list.length ? t("orders {first}–{last} of {total}", {first: paging.page * PAGE + 1, last: paging.page * PAGE + shown.length, total: list.length}) : t("no order has an operation");
  byId("gantt-orders").hidden = !list.length;
  byId("page-back").disabled = paging.page === 0;
  byId("page-on").disabled = paging.page >= pages - 1;
  const dated = shown.filter(order => C.order_has_due[order]);
  const due = {x: dated.map(order => C.order_due[order]), y: dated.map(order => shown.indexOf(order)), colour: dated.map(() => theme().gap),
    edge: dated.map(() => theme().text), symbol: "diamond-tall"};
  const last = Math.max(0, shown.length - 1);
  return {ops, rowOf, first: 0, last, rowHeight: shown.length > 24 ? 19 : 24, labels: {at: shown.map((_, k) => k), text: shown.map(order => label(orderName(order)))},
    separators: shown.slice(1).map((_, k) => k + 0.5), due, dueRow: 0, closed: pauses(ops, rowOf), load: null,
    extent: extent(ops, due.x)};
}

// Closed time of the machine inside each operation: in a row of many machines only that says anything.
function pauses(ops, rowOf) {
  const byRow = closedByRow(), found = {first: [], last: [], start: [], end: []};
  for (const i of ops) {
    for (const k of byRow[C.op_row[i]] ?? []) {
      if (C.closed_start[k] >= C.op_end[i]) break;
      if (C.closed_end[k] <= C.op_start[i]) continue;
      found.first.push(rowOf[i]);
      found.last.push(rowOf[i]);
      found.start.push(Math.max(C.closed_start[k], C.op_start[i]));
      found.end.push(Math.min(C.closed_end[k], C.op_end[i]));
    }
  }
  return found;
}

function closedByRow() {
  if (!D.closedByRow) {
    D.closedByRow = D.rows.map(() => []);
    for (let k = 0; k < C.closed_start.length; k++) {
      for (let row = C.closed_first[k]; row <= C.closed_last[k]; row++) D.closedByRow[row].push(k);
    }
  }
  return D.closedByRow;
}

function ordersToolbar(gantt) {
  const redraw = () => gantt.draw({keepView: false});
  const turn = by => () => { paging.page += by; redraw(); };
  byId("page-back").addEventListener("click", turn(-1));
  byId("page-on").addEventListener("click", turn(1));
  byId("order-sort").addEventListener("change", event => { Object.assign(paging, {sort: event.target.value, page: 0}); redraw(); });
  byId("chain-only").addEventListener("change", event => { paging.chainOnly = event.target.checked; showSelectedPage(); redraw(); });
  zoomButtons(byId("zoom-orders"), gantt);
}

function showSelectedPage() {
  const at = selection.order < 0 ? -1 : orderList().indexOf(selection.order);
  if (at >= 0) paging.page = Math.floor(at / PAGE);
}

function ordersOfDemand() {
  if (!D.ordersOfDemand) {
    D.ordersOfDemand = D.demands.map(() => []);
    // an end item's order first: it is what the planner means by the demand
    const byFeed = [...D.orders.keys()].sort((a, b) => D.consumers[a].length - D.consumers[b].length || a - b);
    for (const order of byFeed) for (const demand of demandsOf(order)) D.ordersOfDemand[demand].push(order);
  }
  return D.ordersOfDemand;
}
