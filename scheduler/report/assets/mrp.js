// MRP: the items as a list, and of the chosen one the grid with a column per day and the stock as a line.
const [GROSS, SCHEDULED, STOCK, , PLANNED] = [0, 1, 2, 3, 4];

class MrpSection {
  constructor() {
    const names = new Map(D.items.map(([id], k) => [id, k])), advised = this.counted(C.advice_item, C.advice_warehouse), missing = this.counted(C.uncovered_item, C.uncovered_warehouse);
    let at = 0, first = 0;
    this.grids = D.grid.map(([id, warehouse, opening, past, unit, days, safety, reorder]) => {
      const item = names.get(id) ?? -1, key = `${item}/${warehouse}`;
      const grid = {item, id, warehouse, scale: unit / D.grid_scale, opening, past, days: C.grid_day.subarray(first, first + days), at, safety, reorder,
        advised: advised.get(key) ?? 0, missing: missing.get(key) ?? 0};
      first += days;
      at += days * D.grid_rows.length;
      return Object.assign(grid, this.lowest(grid));
    });
    this.byWarehouse = this.grids.some(grid => grid.warehouse);
    this.chosen = 0;
    byId("mrp-body").hidden = !this.grids.length;
    byId("mrp-empty").hidden = !!this.grids.length;
    byId("mrp-left-out").hidden = this.grids.length >= D.grid_total;
    byId("mrp-left-out").textContent = tn("{shown} of {count} item is here, those that need attention first; mrp.csv has them all.", "{shown} of {count} items are here, those that need attention first; mrp.csv has them all.", D.grid_total, {shown: this.grids.length});
    byId("mrp-all").addEventListener("change", () => this.show(this.chosen));
    byId("mrp-find").addEventListener("input", () => this.fill());
    byId("mrp-kind").addEventListener("change", () => this.fill());
    if (this.grids.length) this.list();
  }

  counted(items, warehouses) {
    const counts = new Map();
    items.forEach((item, k) => { const key = `${item}/${str(warehouses[k])}`; counts.set(key, (counts.get(key) ?? 0) + 1); });
    return counts;
  }

  // The lowest stock, and the first day below zero, if there is none below the safety stock.
  lowest(grid) {
    let low = grid.opening * grid.scale, zero = low < 0 ? 0 : -1, safety = grid.safety && low < grid.safety ? 0 : -1;
    grid.days.forEach((day, k) => {
      const stock = this.value(grid, STOCK, k);
      low = Math.min(low, stock);
      if (stock < 0 && zero < 0) zero = day;
      if (grid.safety && stock < grid.safety && safety < 0) safety = day;
    });
    return {low, zero, below: zero >= 0 ? zero : safety};
  }

  value(grid, row, k) {
    const place = grid.at + row * grid.days.length + k;
    return (C.grid_high[place] * 2 ** 30 + C.grid_low[place]) * grid.scale;
  }

  name(grid) {
    return (grid.item < 0 ? grid.id : itemName(grid.item)) + (grid.warehouse ? ` @ ${grid.warehouse}` : "");
  }

  list() {
    const grid = k => this.grids[k], name = k => grid(k).item < 0 ? grid(k).id : itemName(grid(k).item);
    tables.items = new DataTable(byId("mrp-items"), {caption: t("Items"), empty: t("No item like that."), isChosen: k => k === this.chosen, columns: [
      {title: t("item"), text: name, key: name, click: k => this.show(k)},
      ...(this.byWarehouse ? [{title: t("warehouse"), text: k => grid(k).warehouse, key: k => grid(k).warehouse}] : []),
      {title: t("lowest"), num: true, text: k => number(grid(k).low), key: k => grid(k).low, tone: k => grid(k).low < 0 ? "bad" : grid(k).below >= 0 ? "low" : ""},
      {title: t("short from"), text: k => grid(k).below < 0 ? "–" : date(dayStart(grid(k).below)), key: k => grid(k).below < 0 ? 2 ** 31 : grid(k).below,
        tone: k => grid(k).zero >= 0 ? "bad" : grid(k).below >= 0 ? "low" : ""},
      {title: t("advice"), num: true, text: k => grid(k).advised ? String(grid(k).advised) : "–", key: k => -grid(k).advised},
    ]});
    this.fill();
  }

  fill() {
    const wanted = byId("mrp-find").value.trim().toLowerCase(), kind = byId("mrp-kind").value;
    const keep = {all: () => true, zero: grid => grid.zero >= 0, safety: grid => grid.below >= 0, advice: grid => grid.advised || grid.missing};
    const rows = [...this.grids.keys()].filter(k => keep[kind](this.grids[k]) && this.name(this.grids[k]).toLowerCase().includes(wanted));
    byId("mrp-count").textContent = tn("{shown} of {count} item", "{shown} of {count} items", D.grid_total, {shown: rows.length});
    tables.items.setRows(rows);
    if (rows.length && !rows.includes(this.chosen)) this.show(tables.items.rows[0]);
  }

  draw() {
    if (this.grids.length) this.show(this.chosen);
  }

  show(k) {
    this.chosen = k;
    tables.items.paint();
    const grid = this.grids[k], all = [...Array(D.grid_buckets).keys()], at = this.entries(grid);
    const moves = entry => [GROSS, SCHEDULED, 3, PLANNED, 5].some(row => this.value(grid, row, entry));
    const shown = byId("mrp-all").checked ? all : all.filter(day => grid.days[at[day]] === day && moves(at[day]));
    const cell = (row, day) => {
      const value = row === STOCK || grid.days[at[day]] === day ? this.value(grid, row, at[day]) : 0;
      const tone = value < 0 ? " bad" : row === STOCK && grid.safety && value < grid.safety ? " low" : "";
      return el("td", {class: `num${tone}`}, value || row === STOCK ? number(value) : "");
    };
    const unit = unitOf(grid.item), opening = `${number(grid.opening * grid.scale)} ${unit}`;
    byId("mrp-name").textContent = this.name(grid);
    byId("mrp-facts").textContent = [t("opening stock {quantity}", {quantity: opening}), grid.safety && t("safety stock {quantity}", {quantity: number(grid.safety)}),
      grid.reorder && t("reorder level {quantity}", {quantity: number(grid.reorder)}),
      grid.past && t("{quantity} released before the start, booked on the first day", {quantity: number(grid.past * grid.scale)}),
      grid.missing && tn("{count} requirement without supply", "{count} requirements without supply", grid.missing), !shown.length && t("no movement on any day")].filter(Boolean).join(" · ");
    byId("mrp-table").replaceChildren(
      el("thead", {}, el("tr", {}, el("th", {scope: "col"}, unit || t("quantity")), ...shown.map(day => el("th", {scope: "col", class: "num"}, date(dayStart(day)).replace(" ", "\n"))))),
      el("tbody", {}, ...[...D.grid_rows.keys()].map(row => el("tr", {}, el("th", {scope: "row"}, D.grid_rows[row]), ...shown.map(day => cell(row, day))))));
    this.chart(grid, all, at);
  }

  // Of each day the last entry that is not after it.
  entries(grid) {
    const at = new Int32Array(D.grid_buckets);
    for (let day = 0, k = 0; day < D.grid_buckets; day++) {
      while (k + 1 < grid.days.length && grid.days[k + 1] <= day) k++;
      at[day] = k;
    }
    return at;
  }

  async chart(grid, all, at) {
    const host = byId("stock"), frame = themed(JSON.parse(JSON.stringify(D.figures.stock)));
    if (!all.length) return;
    const busy = [...grid.days.keys()], middle = busy.map(k => dayStart(grid.days[k]) + DAY / 2), row = name => busy.map(k => this.value(grid, name, k));
    const ends = [dayStart(0), dayStart(all.length)], level = value => value ? {x: ends, y: [value, value]} : {visible: false};
    // a day's line is its stock at the end of the day
    const stock = [...all, all.length - 1].map(day => this.value(grid, STOCK, at[day])), x = [...all.map(dayStart), ends[1]];
    const scheduled = row(SCHEDULED), width = middle.map(() => DAY * 0.38);
    // plotly's own places come from the distance of the bars: the only one would stand in another day
    const out = {x: middle, width, offset: -DAY * 0.4}, into = {x: middle, width, offset: DAY * 0.02};
    const short = all.filter(day => stock[day] < 0), isNarrow = chartWidth(host) < 620;
    Object.assign(frame.layout, {width: chartWidth(host), height: isNarrow ? 330 : 270});
    frame.layout.margin.t = isNarrow ? 120 : 56;
    frame.layout.xaxis.range = ends;
    await Plotly.react(host.firstElementChild, merged(frame.data, {
      gross: {...out, y: row(GROSS)}, scheduled: {...into, y: scheduled}, planned: {...into, y: row(PLANNED), base: scheduled},
      safety: level(grid.safety), reorder: level(grid.reorder), stock: {x, y: stock}, negative: short.length ? {x: short.map(dayStart), y: short.map(day => stock[day]), width: DAY} : {visible: false},
    }), frame.layout, speaking({displayModeBar: false}));
  }
}

// From a list below to the item's grid.
function showItem(item, warehouse) {
  drawSection("mrp");
  const section = sections.mrp, k = section?.grids.findIndex(grid => grid.item === item && grid.warehouse === warehouse) ?? -1;
  if (k < 0) return;
  byId("mrp-find").value = "";
  byId("mrp-kind").value = "all";
  section.fill();
  section.show(k);
  tables.items.scrollTo(row => row === k);
  byId("mrp").scrollIntoView({behavior: calm()});
}
