// Find whatever has a name, and go there.
const MOST_FOUND = 200;

// Everything by name, in the order in which equal names are meant: [name, what it is, how to go there].
function namedThings() {
  if (!D.named) {
    D.named = [
      ...D.orders.map((name, order) => [name, t("order"), () => showOrder(order)]),
      ...D.demands.map((name, demand) => [name, t("demand"), () => showOrder(ordersOfDemand()[demand][0] ?? -1)]),
      ...D.items.map(([name, title]) => [name, t("item") + (title ? ` · ${title}` : ""), () => goFiltered({item: name})]),
      ...customerNames().map(name => [name, t("customer"), () => goFiltered({customer: name})]),
      ...centersWithRows().map(center => [D.centers[center][0], t("center"), () => goFiltered({center})]),
      ...machineRows().map(row => [D.rows[row][1], t("machine"), () => showMachine(row)]),
    ];
  }
  return D.named;
}

const centersWithRows = () => [...new Set(D.rows.map(row => row[0]))];
const machineRows = () => D.rows.flatMap((row, k) => k && D.rows[k - 1][1] === row[1] || row[1] === D.centers[row[0]][0] ? [] : [k]);

function showOrder(order) {
  select(order);
  return order < 0 ? null : reveal(order);
}

function goFiltered(change) {
  byId("centers").scrollIntoView();
  return filterBy({...NO_FILTER, ...change});
}

async function showMachine(row) {
  byId("centers").scrollIntoView();
  if (setFilters().length) await clearFilters();
  charts.centers.goToRow(row);
}

function found(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const ranked = [[], [], []];
  for (const thing of namedThings()) {
    const at = thing[0].toLowerCase().indexOf(wanted);
    if (at >= 0) ranked[thing[0].length === wanted.length ? 0 : at ? 2 : 1].push(thing);
  }
  return ranked.flat().slice(0, MOST_FOUND);
}

function search() {
  const input = byId("find"), said = byId("found");
  let things = [], at = -1;
  suggest(input, () => input.value.trim() ? namedThings() : []);
  input.addEventListener("input", () => {
    things = found(input.value);
    at = -1;
    said.textContent = !input.value.trim() ? "" : things.length ? tn("{count} found, Enter shows it", "{count} found, Enter shows the first", things.length) : t("nothing found");
  });
  byId("search").addEventListener("submit", event => {
    event.preventDefault();
    if (!things.length) return;
    at = (at + 1) % things.length;
    const [name, what, go] = things[at];
    said.textContent = `${what} ${short(name, 40)}` + (things.length > 1 ? ", " + t("{part} of {whole}", {part: at + 1, whole: things.length}) : "");
    go();
  });
}

// Move the Gantt to an order that lies outside the view, or is too small to be seen in it.
async function reveal(order) {
  const ops = [...selection.chain].flatMap(other => D.opsOfOrder[other]);
  if (!ops.length) return;
  const own = D.opsOfOrder[order].length ? D.opsOfOrder[order] : ops;
  if (filters.match && !own.some(i => filters.match[i])) await clearFilters();
  const low = Math.min(...own.map(i => C.op_start[i])), high = Math.max(...own.map(i => C.op_end[i]));
  const [a, b] = charts.centers.view();
  if (low >= a && high <= b && (high - low) > (b - a) * 0.03) return;
  const margin = Math.max(D.day / 2, (high - low) * 0.25);
  charts.centers.setView(low - margin, high + margin);
}

// To an operation that another waits for: select it, and have both Gantts show it.
async function walkTo(i) {
  select(C.op_order[i], i);
  if (filters.match && !filters.match[i]) await clearFilters();
  await charts.centers.goTo(i);
  byId("selection").querySelector(".why button, .strip-head button")?.focus({preventScroll: true});
}
