// The MRP grid of one item: a table with a column per day, and its stock as a line.
class MrpSection {
  constructor() {
    const pick = byId("mrp-item"), names = new Map(D.items.map(([id], k) => [id, k]));
    let at = 0;
    this.grids = D.grid.map(([item, opening, past, unit, buckets]) => {
      const grid = {item: names.get(item) ?? -1, id: item, scale: unit / D.grid_scale, opening, past, buckets, at};
      at += buckets * D.grid_rows.length;
      return grid;
    });
    pick.append(...this.grids.map((grid, k) => el("option", {value: k}, short(grid.item < 0 ? grid.id : itemName(grid.item), 60))));
    pick.addEventListener("change", () => this.show());
    byId("mrp-all").addEventListener("change", () => this.show());
    byId("mrp-body").hidden = !this.grids.length;
    byId("mrp-empty").hidden = !!this.grids.length;
  }

  value(grid, row, bucket) {
    const k = grid.at + row * grid.buckets + bucket;
    return (C.grid_high[k] * 2 ** 30 + C.grid_low[k]) * grid.scale;
  }

  draw() {
    if (this.grids.length) this.show();
  }

  show() {
    const grid = this.grids[Number(byId("mrp-item").value)], rows = [...D.grid_rows.keys()];
    const all = [...Array(grid.buckets).keys()], moving = rows.filter(row => row !== 2);
    const busy = all.filter(bucket => moving.some(row => this.value(grid, row, bucket)));
    const shown = byId("mrp-all").checked ? all : busy;
    const cell = (row, bucket) => {
      const value = this.value(grid, row, bucket), text = value ? number(value) : row === 2 ? "0" : "";
      return el("td", {class: value < 0 ? "num bad" : "num"}, text);
    };
    byId("mrp-facts").textContent = `Opening stock ${number(grid.opening * grid.scale)} ${unitOf(grid.item)}` +
      (grid.past ? `; ${number(grid.past * grid.scale)} released before the start, booked on the first day` : "") + (shown.length ? "" : "; no movement on any day");
    byId("mrp-table").replaceChildren(
      el("thead", {}, el("tr", {}, el("th", {scope: "col"}, unitOf(grid.item) || "quantity"), ...shown.map(bucket => el("th", {scope: "col", class: "num"}, date(dayStart(bucket)).replace(" ", "\n"))))),
      el("tbody", {}, ...rows.map(row => el("tr", {}, el("th", {scope: "row"}, D.grid_rows[row]), ...shown.map(bucket => cell(row, bucket))))));
    this.chart(grid, all);
  }

  async chart(grid, all) {
    const host = byId("stock"), frame = themed(JSON.parse(JSON.stringify(D.figures.stock)));
    const x = all.map(dayStart), row = name => all.map(bucket => this.value(grid, name, bucket));
    const receipts = row(1).map((value, k) => value + this.value(grid, 4, k));
    Object.assign(frame.layout, {width: chartWidth(host), height: 240});
    const middle = x.map(start => start + DAY / 2);
    await Plotly.react(host.firstElementChild, merged(frame.data, {gross: {x: middle, y: row(0)}, receipts: {x: middle, y: receipts},
      // a day's line is its stock at the end of the day
      stock: {x: [...x, x.at(-1) + DAY], y: [...row(2), this.value(grid, 2, grid.buckets - 1)]}}), frame.layout, {displayModeBar: false});
  }
}
