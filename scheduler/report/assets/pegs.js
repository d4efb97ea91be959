// The pegging of one order or demand as two trees: what serves it, and who waits for it.
const OPEN_LEVELS = 2, MOST_BRANCHES = 200, MOST_NAMED = 12;
const needName = (kind, place) => place < 0 ? str(-1 - place)
  : kind === ORDER_KIND ? D.orders[place] : kind === REFILL_KIND ? D.items[place][0] : D.demands[place];

// A node: {kind, place, name, item, quantity, phase, warehouse, note}; kinds as codes.
const orderNode = order => ({kind: "order", place: order, name: orderName(order), item: C.order_item[order], quantity: quantity(C.order_quantity[order]), phase: -1, warehouse: str(C.order_warehouse[order])});
const demandNode = demand => ({kind: "demand", place: demand, name: D.demands[demand], item: C.demand_item[demand], quantity: quantity(C.demand_quantity[demand]), phase: -1, warehouse: ""});
const kindName = node => node.kind === "missing" ? t("missing") : term(node.kind);
const pegNode = (k, part) => ({item: C.peg_item[k], quantity: quantity(C.peg_quantity[k]), phase: C.peg_phase[k], warehouse: str(C.peg_warehouse[k]), ...part});

function supplyOfPeg(k) {
  const from = C.peg_supply[k];
  return pegNode(k, from >= 0 ? {kind: "order", place: from, name: D.orders[from]} : {kind: "stock", place: -1, name: D.items[-1 - from][0]});
}

function needOfPeg(k) {
  const kind = C.peg_kind[k], place = C.peg_demand[k];
  return pegNode(k, {kind: D.demand_kinds[kind], place, name: needName(kind, place)});
}

function missingOf(kind, place) {
  if (!D.missing) {
    D.missing = new Map();
    for (let k = 0; k < C.uncovered_item.length; k++) {
      const key = needKey(C.uncovered_kind[k], C.uncovered_demand[k]);
      D.missing.set(key, [...D.missing.get(key) ?? [], k]);
    }
  }
  return (D.missing.get(needKey(kind, place)) ?? []).map(k => ({kind: "missing", place: -1, name: itemName(C.uncovered_item[k]), item: C.uncovered_item[k],
    quantity: quantity(C.uncovered_quantity[k]), phase: C.uncovered_phase[k], warehouse: str(C.uncovered_warehouse[k]), note: str(C.uncovered_reason[k])}));
}

function nodesBelow(node) {
  const kind = D.demand_kinds.indexOf(node.kind);
  if (kind < 0) return [];
  return [...(D.pegsTo.get(needKey(kind, node.place)) ?? []).map(supplyOfPeg), ...missingOf(kind, node.place)];
}

const nodesAbove = node => node.kind === "order" && node.place >= 0 ? (D.pegsFrom.get(node.place) ?? []).map(needOfPeg) : [];

// Everybody at the upper end, however long the chain: whom a delay of the order endangers.
function waiting(root) {
  const seen = new Set([root.place]), stack = [root], ends = new Map();
  while (stack.length) {
    for (const node of nodesAbove(stack.pop())) {
      if (node.kind !== "order" || node.place < 0) ends.set(`${node.kind} ${node.name}`, node);
      else if (!seen.has(node.place)) { seen.add(node.place); stack.push(node); }
    }
  }
  return [...ends.values()];
}

function nodeLabel(node, isRoot) {
  const pick = node.kind === "order" ? () => select(node.place) : node.kind === "demand" && node.place >= 0 ? () => pegging.show(node) : null;
  const name = pick && !isRoot && node.place >= 0 ? el("button", {type: "button", class: "link", onclick: pick}, short(node.name, 60)) : el("strong", {}, short(node.name, 60));
  const rest = [node.quantity, unitOf(node.item), short(D.items[node.item]?.[0] ?? "", 40),
    node.phase >= 0 && t("for phase {phase}", {phase: node.phase}), node.warehouse && t("in {warehouse}", {warehouse: short(node.warehouse, 30)})].filter(Boolean).join(" ");
  const end = dateText(node);
  return el("span", {class: node.kind === "missing" ? "node missing" : "node"}, el("span", {class: "kind"}, kindName(node)), " ", name,
    ` ${rest}${node.note ? `: ${node.note}` : ""}${end ? `, ${end}` : ""}`);
}

function dateText(node) {
  if (node.place < 0) return "";
  if (node.kind === "order") return t("to {date}", {date: when(C.order_end[node.place])});
  return node.kind === "demand" ? t("due {date}, {state}", {date: when(C.demand_due[node.place]), state: demandText(node.place)}) : "";
}

// Branches are made when they are opened: a component of everything would fill the page.
function treeItem(node, next, level) {
  const below = next(node);
  if (!below.length) return el("li", {}, nodeLabel(node, level === 0));
  const details = el("details", {}, el("summary", {}, nodeLabel(node, level === 0)));
  const fill = () => {
    if (details.children.length > 1) return;
    const shown = below.slice(0, MOST_BRANCHES).map(child => treeItem(child, next, level + 1));
    if (below.length > MOST_BRANCHES) shown.push(el("li", {class: "empty"}, tn("and {count} more, in pegging.csv", "and {count} more, in pegging.csv", below.length - MOST_BRANCHES)));
    details.append(el("ul", {}, ...shown));
  };
  details.addEventListener("toggle", () => details.open && fill());
  if (level < OPEN_LEVELS && below.length <= 30) { fill(); details.open = true; }
  return el("li", {}, details);
}

class PeggingSection {
  constructor() {
    byId("peg-form").addEventListener("submit", event => { event.preventDefault(); this.search(byId("peg-find").value); });
    selection.listeners.push(() => { if (selection.order >= 0) this.show(orderNode(selection.order)); });
  }

  draw() {
    const late = [...C.demand_late.keys()].sort((a, b) => C.demand_late[b] - C.demand_late[a])[0];
    byId("pegging-body").hidden = !C.peg_supply.length && !C.uncovered_item.length;
    byId("pegging-empty").hidden = !byId("pegging-body").hidden;
    this.show(selection.order >= 0 ? orderNode(selection.order) : late === undefined ? D.orders.length ? orderNode(0) : null : demandNode(late));
  }

  search(text) {
    const wanted = text.trim().toLowerCase(), said = byId("peg-said");
    const rank = name => { const at = name.toLowerCase().indexOf(wanted); return at < 0 ? 9 : name.length === wanted.length ? 0 : at ? 2 : 1; };
    const best = (names, make) => names.reduce((found, name, k) => rank(name) < found[0] ? [rank(name), () => make(k)] : found, [9, null]);
    const [found] = [best(D.demands, demandNode), best(D.orders, orderNode)].sort((a, b) => a[0] - b[0]);
    said.textContent = wanted && !found[1] ? t("nothing found") : "";
    if (wanted && found[1]) this.show(found[1]());
  }

  show(node) {
    const fill = (id, next, empty) => byId(id).replaceChildren(!node ? el("p", {class: "empty"}, t("Choose an order or a demand."))
      : next(node).length ? el("ul", {class: "tree"}, treeItem(node, next, 0)) : el("p", {class: "empty"}, empty));
    byId("peg-title").textContent = node ? `${kindName(node)} ${short(node.name, 80)}` : "";
    fill("peg-down", nodesBelow, t("It needs nothing that the plan supplies."));
    const ends = node?.kind === "order" ? waiting(node) : [];
    byId("peg-waiting").hidden = !ends.length;
    const shown = ends.slice(0, MOST_NAMED).map(end => `${kindName(end)} ${short(end.name, 40)}`).join(", ");
    const names = ends.length > MOST_NAMED ? `${shown} ${andMore(ends.length - MOST_NAMED)}` : shown;
    byId("peg-waiting").textContent = t("In the end: {names}.", {names});
    fill("peg-up", nodesAbove, node?.kind === "order" ? t("Nobody waits for it.") : t("A demand is the end of the chain."));
  }
}
let pegging;
