// Which center holds up the plant: all finite centers by load and queue together.
const [RANK_PLACE, RANK_LOAD, , RANK_SETUP, RANK_IDLE, RANK_BUFFER, RANK_WANTED, RANK_SCORE] = [0, 1, 2, 3, 4, 5, 6, 7];
const LABELS = 12, SOME_HOURS = 0.05; // less is shown as 0.0

const percentText = value => value === null ? "–" : t("{percent} %", {percent: fixed(value, 0)});
const hoursText = value => value === null ? "–" : t("{hours} h", {hours: fixed(value, 1)});
const plainHours = value => value === null ? "–" : fixed(value, 1);

class Bottlenecks {
  // choose: what a click on a center does, with the day to show or null
  constructor(capacity, choose) {
    Object.assign(this, {capacity, choose});
    this.rows = D.ranking.map(([load]) => ({load, whole: capacity.bar(load, 0, capacity.days - 1), peak: this.peak(load)}));
    const figure = at => k => D.ranking[k][at], key = at => k => D.ranking[k][at] ?? -1, any = at => D.ranking.some(row => row[at] !== null);
    const column = (title, at, text) => ({title, num: true, text: k => text(figure(at)(k)), key: key(at)});
    tables.ranking = new DataTable(byId("rank-table"), {caption: t("Centers, the bottleneck first"), empty: t("The plant has no finite work center."), isChosen: k => D.ranking[k][RANK_PLACE] === this.chosen, columns: [
      {title: t("rank"), num: true, text: k => String(k + 1), key: k => k},
      {title: t("work center"), text: k => loadName(D.ranking[k][RANK_PLACE]), key: k => D.loads[D.ranking[k][RANK_PLACE]][1], click: k => choose(D.ranking[k][RANK_PLACE], null)},
      {...column(t("load, %"), RANK_LOAD, percentOnly), tone: k => (figure(RANK_LOAD)(k) ?? 0) > 100 ? "bad" : ""},
      column(t("queue, h"), RANK_BUFFER, plainHours),
      ...(any(RANK_WANTED) ? [column(t("wanted, h"), RANK_WANTED, plainHours)] : []),
      column(t("setup, %"), RANK_SETUP, percentOnly),
      ...(D.ranking.some(row => row[RANK_IDLE] >= 0.5) ? [column(t("idle, %"), RANK_IDLE, percentOnly)] : []),
      {title: t("fullest day"), text: k => this.peakText(k), key: k => this.rows[k].peak?.first ?? -1, click: k => choose(D.ranking[k][RANK_PLACE], this.rows[k].peak?.first ?? null)},
      ...(this.rows.some(({whole}) => whole.overload) ? [{title: t("overload, h"), num: true, text: k => fixed(this.rows[k].whole.overload / 60, 1), key: k => this.rows[k].whole.overload, tone: k => this.rows[k].whole.overload ? "bad" : ""}] : []),
      column(t("score"), RANK_SCORE, value => fixed(value, 2)),
    ]});
    tables.ranking.setRows(D.ranking.keys());
    byId("load-answer").textContent = this.answer();
    byId("rank-chart").addEventListener("click", event => { const k = this.nearest(event); if (k >= 0) choose(D.ranking[k][RANK_PLACE], null); });
    byId("rank-chart").addEventListener("pointermove", event => { const k = this.nearest(event); showTip(event, k < 0 ? null : this.tip(k)); });
    byId("rank-chart").addEventListener("pointerleave", hideTip);
  }

  // The day with most load for its capacity, the first of them.
  peak(load) {
    let best = null;
    for (let day = 0; day < this.capacity.days; day++) {
      const bar = this.capacity.bar(load, day, day), share = bar.capacity ? bar.load / bar.capacity : bar.load ? Infinity : 0;
      if (share > (best?.share ?? 0)) best = {...bar, share};
    }
    return best;
  }

  peakText(k) {
    const peak = this.rows[k].peak;
    return peak ? `${date(dayStart(peak.first))}, ${percentText(peak.capacity ? 100 * peak.share : null)}` : "–";
  }

  // What is looked at first: the most overload, or the bottleneck.
  first() {
    return this.worst()?.load ?? D.ranking[0]?.[RANK_PLACE];
  }

  worst() {
    return this.rows.filter(({whole}) => whole.overload > 0).sort((a, b) => b.whole.overload - a.whole.overload)[0];
  }

  answer() {
    const worst = this.worst(), total = this.rows.reduce((sum, {whole}) => sum + whole.overload, 0);
    if (worst) return t("{hours} h of work are more than the centers can do on their days, most of it, {most} h, at {center}.",
      {hours: fixed(total / 60, 1), most: fixed(worst.whole.overload / 60, 1), center: short(loadName(worst.load), 80)});
    const first = D.ranking[0];
    if (!first || !first[RANK_SCORE]) return t("No center is loaded.");
    const told = {center: short(loadName(first[RANK_PLACE]), 80), percent: fixed(first[RANK_LOAD], 0), hours: plainHours(first[RANK_BUFFER])};
    return first[RANK_BUFFER] >= SOME_HOURS ? t("{center} is the bottleneck: loaded {percent} %, with {hours} h of work queueing in front of it on average.", told)
      : t("{center} comes first: loaded {percent} %, but nothing queues in front of it.", told);
  }

  show(load) {
    this.chosen = load;
    tables.ranking.paint();
    return this.draw();
  }

  async draw() {
    const host = byId("rank-chart");
    host.hidden = D.ranking.length < 2 || !D.ranking.some(row => row[RANK_BUFFER] >= SOME_HOURS);
    host.parentElement.classList.toggle("alone", host.hidden);
    if (host.hidden) return;
    const frame = themed(JSON.parse(JSON.stringify(D.figures.rank))), colours = theme();
    const x = D.ranking.map(row => row[RANK_LOAD] ?? 0), y = D.ranking.map(row => row[RANK_BUFFER] ?? 0);
    const high = [Math.max(1, ...x) * 1.12, Math.max(1, ...y) * 1.15];
    const isChosen = k => D.ranking[k][RANK_PLACE] === this.chosen;
    Object.assign(frame.layout, {width: chartWidth(host), height: 300});
    frame.layout.xaxis.range = [0, high[0]];
    frame.layout.yaxis.range = [-high[1] * 0.04, high[1]];
    if (high[0] > 100) frame.layout.shapes = [{type: "line", x0: 100, x1: 100, y0: 0, y1: 1, yref: "paper", line: {color: colours.over, width: 1, dash: "dot"}}];
    const marker = {color: x.map((value, k) => value > 100 ? colours.over : isChosen(k) ? colours.now : colours.load), size: x.map((_, k) => isChosen(k) ? 15 : 10)};
    const width = frame.layout.width - 76, text = this.labels(x.map(value => value / high[0] * width), y.map(value => value / high[1] * 238), width);
    this.gd = await Plotly.react(host.firstElementChild, merged(frame.data, {ranked: {x, y, text, marker}}), frame.layout, speaking({displayModeBar: false}));
  }

  // Names, the bottleneck's first, as long as they do not lie on one another.
  labels(x, y, width) {
    const taken = [];
    return x.map((left, k) => {
      const text = label(D.loads[D.ranking[k][RANK_PLACE]][1], 14), half = 3.6 * Math.min(14, text.length);
      const clashes = taken.some(other => Math.abs(other.x - left) < other.half + half && Math.abs(other.y - y[k]) < 15);
      if (taken.length >= LABELS || clashes || left < half - 30 || left > width + 16 - half && taken.length) return "";
      taken.push({x: left, y: y[k], half});
      return text;
    });
  }

  nearest(event) {
    const area = byId("rank-chart").querySelector(".nsewdrag")?.getBoundingClientRect();
    if (!area || !this.gd) return -1;
    const {xaxis, yaxis} = this.gd._fullLayout, [x, y] = [event.clientX - area.left, event.clientY - area.top];
    const far = D.ranking.map(row => Math.hypot(xaxis.l2p(row[RANK_LOAD] ?? 0) - x, yaxis.l2p(row[RANK_BUFFER] ?? 0) - y));
    const best = far.indexOf(Math.min(...far));
    return far[best] < 22 ? best : -1;
  }

  tip(k) {
    const [place, load, , setup, idle, buffer, , score] = D.ranking[k];
    return el("div", {}, el("h4", {}, short(loadName(place), 60)), facts([
      [t("rank"), t("{part} of {whole}", {part: k + 1, whole: D.ranking.length})],
      [t("load"), percentText(load)],
      [t("setup"), percentText(setup)],
      [t("held without work"), percentText(idle)],
      [t("queue in front of it"), hoursText(buffer)],
      [t("fullest day"), this.peakText(k)],
      [t("score"), fixed(score, 2)],
    ]));
  }
}

const percentOnly = value => value === null ? "–" : fixed(value, 0);
const loadName = load => D.loads[load][2] ? `${D.loads[load][1]} · ${D.loads[load][2]}` : D.loads[load][1];
