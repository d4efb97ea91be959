// Costs: jobs, demands and orders as a list and as stacked bars, and of the chosen one the rows behind it.
const COST_KINDS = ["material", "machine", "labour", "setup", "overtime", "subcontract"], COST_BARS = 10;
const [COST_DEMAND, COST_ORDER] = [1, 2];

// Amounts are exact texts: only their marks change.
const grouped = text => {
  const [whole, part] = text.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, D.group) + (part ? D.decimal + part : "");
};
const money = index => grouped(str(index));
const amount = index => Number(str(index));

class CostSection {
  constructor() {
    this.names = [D.cost_jobs, D.demands, D.orders];
    this.documents = [...C.cost_kind.keys()];
    const labels = [t("jobs"), t("demands"), t("orders")], pick = byId("cost-kind");
    this.kinds = [COST_ORDER, COST_DEMAND, 0].filter(kind => D.cost_total[kind]);
    pick.append(...this.kinds.map(kind => el("option", {value: kind}, labels[kind])));
    pick.addEventListener("change", () => this.fill());
    byId("cost-find").addEventListener("input", () => this.fill());
    selection.listeners.push(() => { if (selection.order >= 0) this.showOrder(selection.order); });
    this.chosen = -1;
    this.list();
    this.rowsTable();
  }

  name(k) {
    return this.names[C.cost_kind[k]][C.cost_ref[k]];
  }

  list() {
    const has = name => this.documents.some(k => str(C[name][k])), cost = name => k => amount(C[name][k]);
    const column = (name, title, tone) => ({title, num: true, text: k => cost(name)(k) ? money(C[name][k]) : "–", key: cost(name), tone});
    const used = [...COST_KINDS.keys()].filter(place => this.documents.some(k => amount(C[`cost_${COST_KINDS[place]}`][k])));
    const priced = this.documents.some(k => C.cost_price[k] !== C.cost_industrial[k]);
    this.table = new DataTable(byId("cost-table"), {caption: t("Costs of jobs, demands and orders"), empty: t("Nothing like that costs anything."), isChosen: k => k === this.chosen,
      sort: [used.length + 2, -1], columns: [
        {title: t("name"), text: k => this.name(k), key: k => this.name(k), click: k => this.choose(k)},
        {title: t("item"), text: k => C.cost_item[k] < 0 ? "–" : itemName(C.cost_item[k]), key: k => itemName(C.cost_item[k])},
        ...used.map(place => column(`cost_${COST_KINDS[place]}`, D.cost_labels[place])),
        column("cost_industrial", t("industrial cost")),
        ...(priced ? [column("cost_price", t("price"))] : []),
        ...(has("cost_begun") ? [column("cost_begun", t("begun: estimated")), column("cost_declared", t("begun: declared"), k => C.cost_over[k] ? "bad" : "")] : []),
        ...(has("cost_lacks") ? [{title: t("without"), text: k => str(C.cost_lacks[k]) || "–", key: k => str(C.cost_lacks[k]), tone: () => "low"}] : []),
      ]});
    tables.costs = this.table;
  }

  rowsTable() {
    const pieces = k => [...Array(C.cost_first[k + 1] - C.cost_first[k]).keys()].map(i => C.cost_first[k] + i);
    const isDeclared = i => C.piece_basis[i] === D.cost_declared;
    const plain = (name, title) => ({title, num: true, text: i => marks(str(C[name][i])) || "–"});
    this.pieces = k => pieces(k);
    this.rows = new DataTable(byId("cost-pieces"), {caption: t("What it is made of"), empty: t("Nothing is behind it."), isChosen: () => false, columns: [
      {title: t("piece"), text: i => D.cost_pieces[C.piece_piece[i]]},
      {title: t("phase"), num: true, text: i => C.piece_phase[i] < 0 ? "–" : String(C.piece_phase[i])},
      {title: t("name"), text: i => str(C.piece_name[i]) || "–"},
      {title: t("at, or from"), text: i => str(C.piece_place[i]) || "–"},
      plain("piece_quantity", t("quantity")), plain("piece_hours", t("hours")), plain("piece_units", t("units")),
      {title: t("rate"), num: true, text: i => str(C.piece_rate[i]) ? money(C.piece_rate[i]) : "–"},
      {title: t("estimated"), num: true, text: i => isDeclared(i) ? "" : money(C.piece_amount[i])},
      ...(C.piece_basis.includes(D.cost_declared) ? [{title: t("declared"), num: true, text: i => isDeclared(i) ? money(C.piece_amount[i]) : ""}] : []),
      {title: t("basis"), text: i => D.cost_bases[C.piece_basis[i]]},
    ]});
  }

  fill() {
    const kind = Number(byId("cost-kind").value), wanted = byId("cost-find").value.trim().toLowerCase();
    const rows = this.documents.filter(k => C.cost_kind[k] === kind && `${this.name(k)} ${itemName(C.cost_item[k])}`.toLowerCase().includes(wanted));
    const there = this.documents.filter(k => C.cost_kind[k] === kind).length, total = D.cost_total[kind] ?? 0;
    byId("cost-count").textContent = t("{part} of {whole}", {part: rows.length, whole: total});
    byId("cost-left-out").hidden = there >= total;
    byId("cost-left-out").textContent = t("The {shown} costliest of {total} are here; valuations.csv has them all.", {shown: there, total});
    this.table.setRows(rows);
    this.show(rows.includes(this.chosen) ? this.chosen : this.table.rows[0] ?? -1);
    return this.bars();
  }

  choose(k) {
    this.show(k);
    if (C.cost_kind[k] === COST_ORDER) select(C.cost_ref[k]);
  }

  // An order that was selected elsewhere is shown here, too, if the page has it.
  showOrder(order) {
    const k = this.documents.find(k => C.cost_kind[k] === COST_ORDER && C.cost_ref[k] === order);
    if (k === undefined || k === this.chosen) return;
    byId("cost-kind").value = COST_ORDER;
    byId("cost-find").value = "";
    this.chosen = k;
    this.fill();
    this.table.scrollTo(row => row === k);
  }

  show(k) {
    this.chosen = k;
    this.table.paint();
    byId("cost-name").textContent = k < 0 ? "" : short(this.name(k), 80);
    byId("cost-pieces").hidden = k < 0;
    byId("cost-facts").textContent = "";
    if (k < 0) return;
    const added = C.cost_price[k] !== C.cost_industrial[k] && t("with cost items, mark-up and rounding {amount}", {amount: money(C.cost_price[k])});
    byId("cost-facts").textContent = [t("industrial cost {amount}", {amount: money(C.cost_industrial[k])}), added, str(C.cost_lacks[k]) && t("without what is missing: {names}", {names: str(C.cost_lacks[k])}),
      C.cost_cut[k] && t("not all rows are here; costs.csv and pegging.csv have them all")].filter(Boolean).join(" · ");
    this.rows.setRows(this.pieces(k));
  }

  async draw() {
    await this.figure("cost-plan", [t("plan")], D.cost_plan.map(text => [text]));
    await this.fill();
  }

  // The first rows of the list as bars.
  bars() {
    const rows = this.table.rows.slice(0, COST_BARS);
    byId("cost-chart").hidden = rows.length < 2;
    if (rows.length < 2) return null;
    return this.figure("cost-chart", rows.map(k => this.name(k)), COST_KINDS.map(kind => rows.map(k => str(C[`cost_${kind}`][k]))));
  }

  // Amounts come as exact texts.
  async figure(id, names, texts) {
    const host = byId(id), frame = themed(JSON.parse(JSON.stringify(D.figures.costs)));
    const y = names.map((_, row) => row), width = chartWidth(host), longest = Math.max(...names.map(name => Math.min(20, Array.from(name).length)));
    const amounts = texts.map(row => row.map(Number)), used = frame.data.map((_, place) => (amounts[place] ?? []).some(value => value > 0));
    const traces = Object.fromEntries(frame.data.map((trace, place) => [trace.meta, used[place]
      ? {x: amounts[place], y, hoverinfo: "text", hovertext: texts[place].map((text, row) => `${label(names[row], 40)}<br>${trace.name} ${grouped(text)}`)} : {visible: false}]));
    Object.assign(frame.layout, {width, height: 38 + 22 * Math.max(2, names.length), hovermode: "closest", separators: D.decimal + D.group});
    frame.layout.margin = {...frame.layout.margin, l: Math.min(170, 26 + 7 * longest)};
    Object.assign(frame.layout.yaxis, {tickvals: y, ticktext: names.map(name => `${label(name)} `), range: [names.length - 0.5, -0.5]});
    await Plotly.react(host.firstElementChild, merged(frame.data, traces), frame.layout, speaking({displayModeBar: false, scrollZoom: false}));
  }
}
