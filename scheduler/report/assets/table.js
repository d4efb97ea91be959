// A sortable table; beyond 2,000 rows only what is in sight exists.
const VIRTUAL = 2000, ROW_HEIGHT = 29, AHEAD = 15, PRINTED = 2000;

class DataTable {
  // columns: {title, text(row), key(row), num, wide, order(row), click(row), tone(row)}; a key sorts, an order
  // or a click makes a button; a share of 1 draws a bar below the text. A click anywhere in a row opens it.
  constructor(host, {caption, columns, empty, sort = null, isChosen = null, open = null, virtual = VIRTUAL}) {
    Object.assign(this, {columns, empty, open, most: virtual, rows: [], sorted: sort, order: row => columns[0].order?.(row) ?? -1});
    this.isChosen = isChosen ?? (row => this.order(row) >= 0 && selection.order === this.order(row));
    this.caption = el("caption", {class: "sr"}, caption);
    this.body = el("tbody");
    this.head = el("tr");
    this.table = el("table", {}, this.caption, el("colgroup"), el("thead", {}, this.head), this.body);
    this.scroller = el("div", {class: "scroller", tabindex: 0, role: "region", "aria-label": caption}, this.table);
    this.note = el("p", {class: "empty"}, empty);
    host.replaceChildren(this.scroller, this.note);
    columns.forEach((column, k) => {
      const button = el("button", {type: "button", onclick: () => this.sortBy(k)}, column.title);
      this.head.append(el("th", {scope: "col", class: column.num ? "num" : ""}, column.key ? button : column.title));
    });
    this.scroller.addEventListener("scroll", () => this.virtual && requestAnimationFrame(() => this.window()), {passive: true});
    window.addEventListener("beforeprint", () => this.fill(0, Math.min(this.rows.length, PRINTED)));
    window.addEventListener("afterprint", () => this.paint());
  }

  setRows(rows) {
    this.rows = Array.from(rows);
    this.virtual = this.rows.length > this.most;
    this.scroller.classList.toggle("virtual", this.virtual);
    this.scroller.hidden = !this.rows.length;
    this.note.hidden = !!this.rows.length;
    this.widths();
    this.table.setAttribute("aria-rowcount", this.rows.length + 1);
    if (this.sorted) this.arrange();
    this.paint();
  }

  // Fixed widths from a sample: columns must not jump while the rows scroll by.
  widths() {
    const step = Math.max(1, Math.floor(this.rows.length / 300));
    const group = this.table.querySelector("colgroup");
    const pen = document.createElement("canvas").getContext("2d");
    const {fontSize, fontFamily} = getComputedStyle(this.table);
    const font = weight => { pen.font = `${weight} ${fontSize} ${fontFamily}`; };
    const most = Math.min(300, Math.max(190, 0.4 * this.scroller.clientWidth || 300));  // room for a date, or for a name in a small window
    let total = 0;
    group.replaceChildren(...this.columns.map(column => {
      font(600);
      let longest = pen.measureText(column.title).width + 14;  // room for the mark of the order
      font(column.tone ? 600 : 400);
      for (let i = 0; i < this.rows.length; i += step) longest = Math.max(longest, pen.measureText(column.text(this.rows[i])).width);
      const width = Math.min(Math.ceil(longest) + 20, column.wide ? 240 : most);
      total += width;
      return el("col", {style: column.wide ? "" : `width:${width}px`});  // a wide column takes what is left
    }));
    this.table.style.minWidth = `${total}px`;
  }

  sortBy(k) {
    const down = this.sorted?.[0] === k && this.sorted[1] > 0;
    this.sorted = [k, down ? -1 : 1];
    this.arrange();
    this.scroller.scrollTop = 0;
    this.paint();
  }

  arrange() {
    const [k, sign] = this.sorted, key = this.columns[k].key;
    const compare = (a, b) => typeof a === "string" ? a.localeCompare(b, D.language, {numeric: true}) : a - b;
    this.rows.sort((a, b) => sign * compare(key(a), key(b)) || a - b);
    [...this.head.children].forEach((cell, i) => {
      if (i === k) cell.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
  }

  paint() {
    if (this.virtual) this.window(true);
    else this.fill(0, this.rows.length);
  }

  window(always) {
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / ROW_HEIGHT) - AHEAD);
    const last = Math.min(this.rows.length, first + Math.ceil((this.scroller.clientHeight || 600) / ROW_HEIGHT) + 2 * AHEAD);
    if (always || first !== this.first || last !== this.last) this.fill(first, last);
  }

  fill(first, last) {
    Object.assign(this, {first, last});
    const spacer = rows => el("tr", {class: "spacer", "aria-hidden": "true"},
      el("td", {colspan: this.columns.length, style: `height:${rows * ROW_HEIGHT}px`}));
    const shown = [];
    if (this.virtual && first) shown.push(spacer(first));
    for (let i = first; i < last; i++) shown.push(this.row(i));
    if (this.virtual && last < this.rows.length) shown.push(spacer(this.rows.length - last));
    this.body.replaceChildren(...shown);
  }

  row(i) {
    const id = this.rows[i], chosen = this.isChosen(id);
    const classes = (chosen ? "chosen " : "") + (this.open ? "opens" : "");
    const open = this.open && (event => event.target.closest("button") || this.open(id));
    return el("tr", {"aria-rowindex": i + 2, class: classes, "aria-current": chosen ? "true" : null, ...open && {onclick: open}}, ...this.columns.map(column => {
      const text = column.text(id), link = column.order ? column.order(id) : -1;
      const tone = column.tone ? column.tone(id) : "";
      const brief = text.length < 13 || text.length < 26 && /\d:\d\d$/.test(text);  // a date, a short name: paper keeps it in one line
      const cell = el("td", {class: (column.num ? "num " : "") + (column.wide ? "wide " : "") + (brief ? "brief " : "") + tone, title: text});
      if (link >= 0) cell.append(el("button", {type: "button", class: "link", onclick: () => select(link)}, text));
      else if (column.click) cell.append(el("button", {type: "button", class: "link", onclick: () => column.click(id)}, text));
      else cell.append(column.wide ? el("div", {class: "wide"}, text) : text);
      if (column.share) cell.style.setProperty("--share", `${Math.round(100 * column.share(id))}%`), cell.classList.add("share");
      return cell;
    }));
  }

  scrollTo(test) {
    const at = this.rows.findIndex(test);
    if (at < 0) return;
    if (this.virtual) {
      this.scroller.scrollTop = at * ROW_HEIGHT - this.scroller.clientHeight / 3;
      this.window(true);
    } else {
      const row = this.body.children[at];
      this.scroller.scrollTop = row.offsetTop - this.scroller.clientHeight / 3;
    }
  }
}
