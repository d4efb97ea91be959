// The selected order and its chain: what feeds it, and what it feeds, to the last component.
const selection = {order: -1, chain: null, listeners: []};
const settings = {colour: "demand"};

const colourColumn = () => settings.colour === "own" ? C.order_own_class : C.order_class;
const dimmer = () => selection.chain ? i => selection.chain.has(C.op_order[i]) ? 1 : DIM : () => 1;

function reach(order, next) {
  const seen = new Set([order]), stack = [order];
  while (stack.length) {
    for (const other of next[stack.pop()]) {
      if (!seen.has(other)) { seen.add(other); stack.push(other); }
    }
  }
  return seen;
}

function select(order) {
  if (order === selection.order) return;
  selection.order = order;
  selection.chain = order < 0 ? null : new Set([...reach(order, D.feeders), ...reach(order, D.consumers)]);
  for (const listener of selection.listeners) listener();
}

// Arrows would hide the bars: a thin line from the end of each step to the start of the next.
function chainLines(rowOf) {
  const x = [], y = [];
  if (!selection.chain) return {x, y};
  const link = (from, to) => {
    if (rowOf[from] < 0 || rowOf[to] < 0) return;
    x.push(ms(C.op_end[from]), ms(C.op_start[to]), null);
    y.push(rowOf[from], rowOf[to], null);
  };
  for (const order of selection.chain) {
    const ops = D.opsOfOrder[order];
    for (let k = 1; k < ops.length; k++) link(ops[k - 1], ops[k]);
    for (const consumer of D.consumers[order]) {
      if (ops.length && D.opsOfOrder[consumer].length && selection.chain.has(consumer)) {
        link(ops[ops.length - 1], D.opsOfOrder[consumer][0]);
      }
    }
  }
  return {x, y};
}

function facts(rows) {
  return el("dl", {}, ...rows.filter(([, text]) => text).flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]));
}

function operationTip(i) {
  const order = C.op_order[i], item = order < 0 ? -1 : C.order_item[order];
  const served = order < 0 ? [] : [...demandsOf(order)];
  const setup = [C.op_changeover[i] && `changeover ${hours(C.op_changeover[i])}`, C.op_setup[i] && `own ${hours(C.op_setup[i])}`];
  const demands = served.slice(0, 4).map(k => `${D.demands[k]}, due ${when(C.demand_due[k])}, ${demandText(k)}`);
  if (served.length > 4) demands.push(`and ${served.length - 4} more`);
  const klass = colourColumn()[order] ?? 0;
  return el("div", {}, el("h4", {}, el("i", {class: "dot class" + klass}), `${orderName(order)} / ${C.op_phase[i]} ${str(C.op_name[i])}`), facts([
    ["item", short(itemName(item), 60)],
    ["quantity", `${str(C.op_quantity[i])} ${unitOf(item)}`],
    ["center", short(centerName(centerOf(i)), 60)],
    [alsoOf(i).length ? "machines" : "machine", `${machinesOf(i).map(name => short(name, 60)).join(", ")}, position ${C.op_sequence[i]}`],
    ["session", sessionOf(i).length > 1 ? `${C.op_session[i]}, shared by\n${sessionLines(i).join("\n")}` : C.op_session[i] ? String(C.op_session[i]) : ""],
    ["setup", setup.filter(Boolean).join(", ")],
    ["machine held", C.op_changeover[i] ? `from ${when(C.op_start[i])}` : ""],
    ["start", when(C.op_begin[i])],
    ["first piece", C.op_setup_span[i] ? when(C.op_run_start[i]) : ""],
    ["end", when(C.op_end[i])],
    ["working time", `${hours(C.op_setup[i] + C.op_run[i])} (run ${hours(C.op_run[i] - C.op_idle[i])}${C.op_idle[i] ? `, waiting ${hours(C.op_idle[i])}` : ""})`],
    ["workers", C.op_crew[i] ? String(C.op_crew[i]) : ""],
    ["order's MRP date", order >= 0 && C.order_has_due[order] ? `${when(C.order_due[order])}, ${lateText(C.order_late[order])}` : ""],
    ["serves", demands.map(text => short(text, 90)).join("\n")],
    ["state", D.states[C.op_state[i]]],
  ]));
}

function showTip(event, content) {
  const tip = byId("tip");
  if (!content) return hideTip();
  tip.replaceChildren(content);
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = Math.min(event.clientX + 16, innerWidth - box.width - 8);
  const above = event.clientY - box.height - 14;
  const top = event.clientY + 18 + box.height < innerHeight ? event.clientY + 18 : Math.max(8, above);
  Object.assign(tip.style, {left: `${Math.max(8, left)}px`, top: `${top}px`});
}

function hideTip() {
  byId("tip").hidden = true;
}

// The strip that says in words what the selection shows in the charts.
function selectionStrip() {
  const strip = byId("selection"), order = selection.order;
  strip.hidden = order < 0;
  if (order < 0) return;
  const chip = other => el("button", {type: "button", class: "chip", onclick: () => select(other)},
    el("i", {class: "dot class" + colourColumn()[other]}), `${short(orderName(other), 40)} · ${short(itemName(C.order_item[other]), 30)} · ${when(C.order_end[other])}`);
  const others = [...selection.chain].filter(other => other !== order).sort((a, b) => C.order_end[a] - C.order_end[b]);
  const served = [...demandsOf(order)];
  strip.replaceChildren(
    el("div", {class: "strip-head"}, el("strong", {}, short(orderName(order), 80)),
      el("button", {type: "button", class: "plain", onclick: () => select(-1)}, "Clear selection (Esc)")),
    facts([
      ["item", itemName(C.order_item[order])],
      ["quantity", `${str(C.order_quantity[order])} ${unitOf(C.order_item[order])}`],
      ["start", when(C.order_start[order])],
      ["end", when(C.order_end[order])],
      ["MRP date", C.order_has_due[order] ? `${when(C.order_due[order])}, ${lateText(C.order_late[order])}` : ""],
      ["serves", served.slice(0, 6).map(k => `${short(D.demands[k], 40)} (due ${when(C.demand_due[k])}, ${demandText(k)})`).join("; ") + (served.length > 6 ? `; ${served.length - 6} more` : "")],
    ]),
    el("p", {class: "chain"}, el("span", {}, others.length ? `Chain of ${others.length + 1} orders:` : "No other order in its chain."), ...others.slice(0, 30).map(chip),
      others.length > 30 ? `… and ${others.length - 30} more` : ""));
}
