// Which operations the Gantts, the phase sequence and the late demands show; load and capacity count all.
const filters = {order: "", item: "", customer: "", center: -1, from: "", to: "", state: -1, late: false, match: null, count: 0, listeners: []};
const NO_FILTER = {order: "", item: "", customer: "", center: -1, from: "", to: "", state: -1, late: false};
const MOST_SUGGESTED = 60;

const isSet = key => filters[key] !== NO_FILTER[key];
const setFilters = () => Object.keys(NO_FILTER).filter(isSet);

// A name that is exactly so, else every name that contains it.
function named(names, text) {
  const wanted = text.trim().toLowerCase(), low = names.map(all => all.map(name => name.toLowerCase()));
  const exact = low.map(all => all.includes(wanted));
  return exact.includes(true) ? exact : low.map(all => all.some(name => name.includes(wanted)));
}

function customersOf(order) {
  return [...demandsOf(order)].map(k => str(C.demand_customer[k]));
}

// Whether each order may be shown at all, whatever its operations.
function orderTests() {
  const tests = [];
  const isOrder = isSet("order") && named(D.orders.map(name => [name]), filters.order);
  const isItem = isSet("item") && named(D.items.map(([id, name]) => [id, name]), filters.item);
  const customers = [...new Set(Array.from(C.demand_customer, str))];
  const fits = isSet("customer") && named(customers.map(name => [name]), filters.customer);
  const isCustomer = fits && new Set(customers.filter((_, k) => fits[k]));
  if (isOrder) tests.push(order => isOrder[order]);
  if (isItem) tests.push(order => isItem[C.order_item[order]]);
  if (isCustomer) tests.push(order => customersOf(order).some(name => isCustomer.has(name)));
  if (filters.late) tests.push(order => C.order_served_late[order] > 0);
  return {tests, isItem, isCustomer};
}

const dayTick = (text, days = 0) => tickOf(Date.parse(`${text}T00:00:00Z`) + days * DAY);

function findMatches() {
  const active = setFilters();
  filters.match = filters.orders = null;
  filters.count = D.numOps;
  filters.keepsDemand = () => true;
  if (!active.length) return;
  const {tests, isItem, isCustomer} = orderTests(), orders = D.orders.map((_, order) => tests.every(test => test(order)));
  const low = isSet("from") ? dayTick(filters.from) : -Infinity, high = isSet("to") ? dayTick(filters.to, 1) : Infinity;
  const match = filters.match = new Uint8Array(D.numBars), kept = filters.orders = new Set();
  filters.count = 0;
  for (let i = 0; i < D.numBars; i++) {
    const order = C.op_order[i];
    if (tests.length && !orders[order] || isSet("center") && centerOf(i) !== filters.center || isSet("state") && C.op_state[i] !== filters.state) continue;
    if (C.op_end[i] <= low || C.op_start[i] >= high) continue;
    match[i] = 1;
    if (i < D.numOps) { filters.count++; kept.add(order); }
  }
  const ofOrders = ["order", "center", "from", "to", "state"].some(isSet);
  // a demand without any operation is known by its own item and customer alone
  filters.keepsDemand = k => ordersOfDemand()[k].some(order => kept.has(order)) ||
    !ofOrders && (!isItem || isItem[C.demand_item[k]]) && (!isCustomer || isCustomer.has(str(C.demand_customer[k])));
}

function filterBy(changes, {view = false} = {}) {
  Object.assign(filters, changes);
  findMatches();
  showFilters();
  writeHash();
  return Promise.all(filters.listeners.map(listener => listener({view})));
}

const clearFilters = () => filterBy({...NO_FILTER});
const filterCenter = center => filterBy({center});

const FILTER_WORDS = {
  order: () => t("order: {name}", {name: filters.order}),
  item: () => t("item: {name}", {name: filters.item}),
  customer: () => t("customer: {name}", {name: filters.customer}),
  center: () => t("work center: {name}", {name: D.centers[filters.center][0]}),
  from: () => t("from {date}", {date: date(Date.parse(filters.from))}),
  to: () => t("to {date}", {date: date(Date.parse(filters.to))}),
  state: () => t("state: {name}", {name: term(D.states[filters.state])}),
  late: () => t("late only"),
};

function showFilters() {
  const active = setFilters();
  for (const key of Object.keys(NO_FILTER)) {
    const input = byId("filter-" + key);
    if (key === "late") input.checked = filters.late;
    else if (input.value !== String(filters[key])) input.value = filters[key];
  }
  const chips = active.map(key => el("li", {}, el("button", {type: "button", class: "chip", title: t("Remove this filter"), onclick: () => filterBy({[key]: NO_FILTER[key]})}, short(FILTER_WORDS[key](), 60), " ×")));
  if (active.length) chips.push(el("li", {}, el("button", {type: "button", class: "plain", onclick: clearFilters}, t("Clear all (Esc)"))));
  byId("filter-chips").replaceChildren(...chips);
  byId("filter-count").textContent = active.length ? tn("{shown} of {count} operation", "{shown} of {count} operations", D.numOps, {count: number(D.numOps), shown: number(filters.count)}) : "";
  byId("filter-row").hidden = !active.length;
}

// What the address says after the #: a section, and filters by name, so that a link shows the same.
function writeHash() {
  const values = new URLSearchParams();
  for (const key of setFilters()) values.set(key, key === "center" ? D.centers[filters.center][0] : key === "state" ? D.states[filters.state] : key === "late" ? "yes" : filters[key]);
  const [section] = location.hash.slice(1).split("&"), parts = [section.includes("=") ? "" : section, values.toString()].filter(Boolean);
  history.replaceState(null, "", parts.length ? "#" + parts.join("&") : location.pathname + location.search);
}

function readHash() {
  const values = new URLSearchParams(location.hash.slice(1)), found = {...NO_FILTER};
  for (const key of ["order", "item", "customer"]) found[key] = values.get(key) ?? "";
  for (const key of ["from", "to"]) if (/^\d{4}-\d\d-\d\d$/.test(values.get(key)) && !Number.isNaN(Date.parse(values.get(key)))) found[key] = values.get(key);
  found.center = D.rows.length ? D.centers.findIndex(([name], k) => name === values.get("center") && D.rows.some(row => row[0] === k)) : -1;
  found.state = D.states.indexOf(values.get("state"));
  found.late = values.get("late") === "yes";
  Object.assign(filters, found);
  findMatches();
  showFilters();
}

// A native list of suggestions, of which only those are made that the text fits.
function suggest(input, namesOf) {
  const list = el("datalist", {id: input.id + "-list"});
  input.after(list);
  input.setAttribute("list", list.id);
  const fill = () => list.replaceChildren(...bestNames(namesOf(), input.value).map(([name, what]) => el("option", {value: name}, what ?? "")));
  input.addEventListener("input", fill);
  input.addEventListener("focus", fill);
}

// names: [name, what it is] pairs; exact ones first, then beginnings, then any part
function bestNames(names, text) {
  const wanted = text.trim().toLowerCase(), ranked = [[], [], []];
  for (const pair of names) {
    const at = pair[0].toLowerCase().indexOf(wanted);
    if (at >= 0) ranked[pair[0].length === wanted.length ? 0 : at ? 2 : 1].push(pair);
    if (ranked[0].length + ranked[1].length >= MOST_SUGGESTED) break;
  }
  return ranked.flat().slice(0, MOST_SUGGESTED);
}

const customerNames = () => [...new Set(Array.from(C.demand_customer, str))].filter(Boolean).sort();

function filterBar() {
  const used = [...new Set(D.rows.map(row => row[0]))], states = [...new Set(C.op_state)].sort();
  byId("filter-center").append(...used.map(center => el("option", {value: center}, short(centerName(center), 60))));
  byId("filter-state").append(...states.map(state => el("option", {value: state}, term(D.states[state]))));
  suggest(byId("filter-order"), () => D.orders.filter((_, order) => D.opsOfOrder[order].length).map(name => [name]));
  suggest(byId("filter-item"), () => D.items.map(([id, name]) => [id, name]));
  suggest(byId("filter-customer"), () => customerNames().map(name => [name]));
  for (const key of ["order", "item", "customer"]) byId("filter-" + key).addEventListener("change", event => filterBy({[key]: event.target.value.trim()}));
  for (const key of ["center", "state"]) byId("filter-" + key).addEventListener("change", event => filterBy({[key]: Number(event.target.value)}));
  for (const key of ["from", "to"]) byId("filter-" + key).addEventListener("change", event => filterBy({[key]: event.target.value}, {view: true}));
  byId("filter-late").addEventListener("change", event => filterBy({late: event.target.checked}));
  byId("filters").addEventListener("submit", event => event.preventDefault());
  byId("filter-open").addEventListener("click", () => openFilters(byId("filter-panel").hidden));
  window.addEventListener("hashchange", () => location.hash.includes("=") ? (readHash(), filterBy({})) : writeHash());
  readHash();
  openFilters(false);
}

function openFilters(isOpen) {
  byId("filter-panel").hidden = !isOpen;
  byId("filter-open").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) byId("filter-order").focus();
}
