// The selected order and its chain: what feeds it, and what it feeds, to the last component.
const selection = {order: -1, op: -1, chain: null, listeners: []};
const settings = {colour: "demand"};

const lateColumn = () => settings.colour === "own" ? C.order_own_class : C.order_class;

// Other work is pale: whoever is filtered out, and whoever is not in the chain that is selected.
function dimmer() {
  const {chain} = selection, {match} = filters;
  if (!chain && !match) return () => 1;
  return i => (!chain || chain.has(C.op_order[i])) && (!match || match[i]) ? 1 : DIM;
}

function reach(order, next) {
  const seen = new Set([order]), stack = [order];
  while (stack.length) {
    for (const other of next[stack.pop()]) {
      if (!seen.has(other)) { seen.add(other); stack.push(other); }
    }
  }
  return seen;
}

// The operation is one of the order's, or -1 for the order as a whole.
function select(order, op = -1) {
  const isSame = order === selection.order;
  if (isSame && op === selection.op) return;
  Object.assign(selection, {order, op});
  if (isSame) return selectionStrip();
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
  const setup = [C.op_changeover[i] && t("changeover {time}", {time: hours(C.op_changeover[i])}), C.op_setup[i] && t("own {time}", {time: hours(C.op_setup[i])})];
  const demands = served.slice(0, 4).map(k => dueText(D.demands[k], k));
  if (served.length > 4) demands.push(andMore(served.length - 4));
  const klass = lateColumn()[order] ?? 0, machines = machinesOf(i).map(name => short(name, 60)).join(", ");
  return el("div", {}, el("h4", {}, el("i", {class: "dot class" + klass}), `${orderName(order)} / ${C.op_phase[i]} ${str(C.op_name[i])}`), facts([
    [t("item"), short(itemName(item), 60)],
    [t("quantity"), `${quantity(C.op_quantity[i])} ${unitOf(item)}`],
    [t("center"), short(centerName(centerOf(i)), 60)],
    [alsoOf(i).length ? t("machines") : t("machine"), t("{machines}, position {position}", {machines, position: C.op_sequence[i]})],
    [t("session"), sessionOf(i).length > 1 ? [t("{session}, shared by", {session: C.op_session[i]}), ...sessionLines(i)].join("\n") : C.op_session[i] ? String(C.op_session[i]) : ""],
    [t("setup"), setup.filter(Boolean).join(", ")],
    [t("machine held"), C.op_changeover[i] ? t("from {date}", {date: when(C.op_start[i])}) : ""],
    [t("start"), when(C.op_begin[i])],
    [t("why then"), whyText(i)],
    [t("first piece"), C.op_setup_span[i] ? when(C.op_run_start[i]) : ""],
    [t("end"), when(C.op_end[i])],
    [t("working time"), workText(i)],
    [t("workers"), C.op_crew[i] ? String(C.op_crew[i]) : ""],
    [t("order's MRP date"), order >= 0 && C.order_has_due[order] ? `${when(C.order_due[order])}, ${lateText(C.order_late[order])}` : ""],
    [t("serves"), demands.map(text => short(text, 90)).join("\n")],
    [t("state"), term(D.states[C.op_state[i]])],
  ]));
}

function workText(i) {
  const parts = {total: hours(C.op_setup[i] + C.op_run[i]), run: hours(C.op_run[i] - C.op_idle[i]), waiting: hours(C.op_idle[i])};
  return C.op_idle[i] ? t("{total} (run {run}, waiting {waiting})", parts) : t("{total} (run {run})", parts);
}

const dueText = (name, demand) => t("{demand}, due {date}, {state}", {demand: name, date: when(C.demand_due[demand]), state: demandText(demand)});

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

// Why the selected operation starts when it does, and a way to what it waits for.
function whyLine(i) {
  const because = whyText(i), before = waitedFor(i);
  const said = t("{operation} starts {date}", {operation: short(operationName(i), 80), date: when(C.op_begin[i])});
  const line = el("p", {class: "why"}, el("strong", {}, said), because ? `: ${because}` : "");
  if (before >= 0) line.append(" ", el("button", {type: "button", class: "chip", onclick: () => walkTo(before)}, t("show {operation}", {operation: short(operationName(before), 60)})));
  return line;
}

// The strip that says in words what the selection shows in the charts.
function selectionStrip() {
  const strip = byId("selection"), order = selection.order;
  strip.hidden = order < 0;
  if (order < 0) return;
  const chip = other => el("button", {type: "button", class: "chip", onclick: () => select(other)},
    el("i", {class: "dot class" + lateColumn()[other]}), `${short(orderName(other), 40)} · ${short(itemName(C.order_item[other]), 30)} · ${when(C.order_end[other])}`);
  const others = [...selection.chain].filter(other => other !== order).sort((a, b) => C.order_end[a] - C.order_end[b]);
  const served = [...demandsOf(order)];
  strip.replaceChildren(
    el("div", {class: "strip-head"}, el("strong", {}, short(orderName(order), 80)),
      el("button", {type: "button", class: "plain", onclick: () => select(-1)}, t("Clear selection (Esc)"))),
    ...selection.op >= 0 ? [whyLine(selection.op)] : [],
    facts([
      [t("item"), itemName(C.order_item[order])],
      [t("quantity"), `${quantity(C.order_quantity[order])} ${unitOf(C.order_item[order])}`],
      [t("start"), when(C.order_start[order])],
      [t("end"), when(C.order_end[order])],
      [t("MRP date"), C.order_has_due[order] ? `${when(C.order_due[order])}, ${lateText(C.order_late[order])}` : ""],
      [t("serves"), [...served.slice(0, 6).map(k => dueText(short(D.demands[k], 40), k)), ...served.length > 6 ? [andMore(served.length - 6)] : []].join("; ")],
    ]),
    el("p", {class: "chain"}, el("span", {}, others.length ? tn("Chain of {count} order:", "Chain of {count} orders:", others.length + 1) : t("No other order in its chain.")), ...others.slice(0, 30).map(chip),
      others.length > 30 ? `… ${andMore(others.length - 30)}` : ""));
}
