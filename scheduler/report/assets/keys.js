// The bar that the keyboard stands on: arrows go along machines and chains, a ring shows it, a voice says it.

class BarCursor {
  constructor(gantt) {
    Object.assign(this, {gantt, bar: -1, ring: el("div", {class: "ring", hidden: true})});
    gantt.host.append(this.ring);
    gantt.host.addEventListener("keydown", event => this.key(event));
    gantt.host.addEventListener("focus", () => this.place());
    gantt.host.addEventListener("blur", () => this.place());
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.target !== this.gantt.host) return;
    const {gantt} = this, row = (event.altKey ? "Alt+" : "") + (event.shiftKey && event.key.startsWith("Arrow") ? "Shift+" : "") + event.key;
    const does = {
      ArrowLeft: () => this.beside(-1), ArrowRight: () => this.beside(1), ArrowUp: () => this.across(-1), ArrowDown: () => this.across(1),
      "Alt+ArrowLeft": () => this.along(-1), "Alt+ArrowRight": () => this.along(1), "Alt+ArrowUp": () => this.go(waitedFor(this.start())),
      "Shift+ArrowLeft": () => gantt.pan(-0.2), "Shift+ArrowRight": () => gantt.pan(0.2),
      "+": () => gantt.zoomBy(0.6), "-": () => gantt.zoomBy(1 / 0.6), Home: () => gantt.setView(...gantt.now.extent),
      Enter: () => this.choose(), " ": () => this.choose(),
    }[row];
    if (!does) return;
    event.preventDefault();
    does();
  }

  // Where to begin: at the selected operation, else at the first bar in view.
  start() {
    const {now} = this.gantt;
    if (this.bar >= 0 && now.rowOf[this.bar] >= 0) return this.bar;
    if (selection.op >= 0 && now.rowOf[selection.op] >= 0) return selection.op;
    const [a, b] = this.gantt.view();
    const first = (i, j) => j < 0 || now.rowOf[i] < now.rowOf[j] || now.rowOf[i] === now.rowOf[j] && C.op_start[i] < C.op_start[j] ? i : j;
    return this.gantt.inWindow(a, b).reduce((best, i) => first(i, best), -1);
  }

  inRow(row) {
    return this.gantt.now.ops.filter(i => this.gantt.now.rowOf[i] === row).sort((i, j) => C.op_start[i] - C.op_start[j]);
  }

  beside(step) {
    if (this.bar < 0 || this.gantt.now.rowOf[this.bar] < 0) return this.go(this.start());
    const bars = this.inRow(this.gantt.now.rowOf[this.bar]);
    return this.go(bars[bars.indexOf(shownIn(bars, this.bar)) + step] ?? -1);
  }

  // To the next row that has bars, to the one nearest in time.
  across(step) {
    const at = this.start(), {now} = this.gantt;
    if (this.bar < 0) return this.go(at);
    const middle = (C.op_start[at] + C.op_end[at]) / 2;
    const away = i => Math.max(C.op_start[i] - middle, middle - C.op_end[i], 0);
    for (let row = now.rowOf[at] + step; row >= now.first && row <= now.last; row += step) {
      const bars = this.inRow(row);
      if (bars.length) return this.go(bars.reduce((best, i) => away(i) < away(best) ? i : best));
    }
    return null;
  }

  // To the phase before or after; from the first phase to what feeds the order, from the last to what it feeds.
  along(step) {
    const at = operationOf(this.start()), order = C.op_order[at];
    if (order < 0) return null;
    const next = phaseBeside(at, step), others = (step < 0 ? D.feeders : D.consumers)[order].filter(other => D.opsOfOrder[other].length);
    if (next >= 0) return this.go(next);
    return others.length ? this.go(step < 0 ? D.opsOfOrder[others[0]].at(-1) : D.opsOfOrder[others[0]][0]) : null;
  }

  go(bar) {
    if (bar < 0 || bar === undefined) return null;
    if (this.gantt.now.rowOf[bar] < 0) return say(t("{operation} is not shown here", {operation: operationName(bar)}));
    return this.gantt.goTo(bar);
  }

  to(bar) {
    this.bar = shownIn(this.gantt.now.ops, bar);
    this.place();
    say(operationSaid(bar));
  }

  choose() {
    const bar = nextMember(this.start());
    if (bar < 0) return;
    this.bar = this.start();
    select(C.op_order[bar], operationOf(bar));
    this.place();
    say(operationSaid(bar));
  }

  middle() {
    return this.bar >= 0 && this.gantt.now.rowOf[this.bar] >= 0 ? (C.op_start[this.bar] + C.op_end[this.bar]) / 2 : null;
  }

  hide() {
    this.ring.hidden = true;
  }

  place() {
    const {gantt, bar} = this, shown = gantt.gd && bar >= 0 && gantt.now.rowOf[bar] >= 0;
    const area = shown && gantt.host.querySelector(".nsewdrag[data-subplot='xy']")?.getBoundingClientRect();
    this.ring.hidden = !area;
    if (!area) return;
    const {xaxis, yaxis} = gantt.gd._fullLayout, host = gantt.host.getBoundingClientRect();
    const left = Math.max(0, xaxis.l2p(ms(C.op_start[bar]))), right = Math.min(area.width, xaxis.l2p(ms(C.op_end[bar])));
    const row = gantt.now.rowOf[bar], top = yaxis.l2p(row - 0.46), bottom = yaxis.l2p(row + 0.46);
    this.ring.hidden = right < 0 || left > area.width;
    Object.assign(this.ring.style, {left: `${area.left - host.left + left - 3}px`, top: `${area.top - host.top + top - 2}px`,
      width: `${Math.max(4, right - left) + 6}px`, height: `${bottom - top + 4}px`});
  }
}

// Of a session one bar stands for all.
const shownIn = (bars, bar) => bars.includes(bar) ? bar : sessionOf(bar).find(i => bars.includes(i)) ?? bar;

function operationSaid(bar) {
  const i = operationOf(bar), item = C.order_item[C.op_order[i]] ?? -1, late = C.order_served_late[C.op_order[i]] ?? 0;
  return [operationName(i), short(itemName(item), 60), machinesOf(i).join(", "), t("{start} to {end}", {start: when(C.op_begin[i]), end: when(C.op_end[i])}), whyText(i),
    term(D.states[C.op_state[i]]), late ? lateText(late) : ""].filter(Boolean).join("; ");
}

function say(text) {
  byId("said").textContent = text;
}
