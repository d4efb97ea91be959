// Texts and elements. Names of the scenario reach the page through textContent only.
const two = n => String(n).padStart(2, "0");

// Wall-clock time is carried as if it were UTC, so UTC getters read it back.
function when(tick) {
  const at = new Date(ms(tick));
  const seconds = D.tick_ms < 60000 ? ":" + two(at.getUTCSeconds()) : "";
  return `${date(ms(tick))} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}${seconds}`;
}

function date(milliseconds) {
  const at = new Date(milliseconds);
  const day = t("{year}-{month}-{day}", {year: at.getUTCFullYear(), month: two(at.getUTCMonth() + 1), day: two(at.getUTCDate())});
  return `${D.weekdays[(at.getUTCDay() + 6) % 7]} ${day}`;
}

function span(ticks) {
  const minutes = Math.round(ticks * D.tick_ms / 60000);
  const d = Math.floor(minutes / 1440), h = Math.floor(minutes % 1440 / 60), m = minutes % 60;
  if (d) return h ? t("{days} d {hours} h", {days: d, hours: h}) : t("{days} d", {days: d});
  if (h) return m ? t("{hours} h {minutes} min", {hours: h, minutes: m}) : t("{hours} h", {hours: h});
  return t("{minutes} min", {minutes: m});
}

// Working time is counted in hours: a day of it would mean something else at every machine.
function hours(ticks) {
  const minutes = Math.round(ticks * D.tick_ms / 60000);
  return minutes < 60 ? t("{minutes} min", {minutes}) : t("{hours} h {minutes} min", {hours: Math.floor(minutes / 60), minutes: two(minutes % 60)});
}

const lateText = ticks => ticks > 0 ? t("{time} late", {time: span(ticks)}) : t("on time");
const demandText = demand => C.demand_scheduled[demand] ? lateText(C.demand_late[demand]) : t("not scheduled");

function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const short = (text, length) => {
  const letters = Array.from(text);
  return letters.length > length ? letters.slice(0, length - 1).join("") + "…" : text;
};
// plotly reads tick labels as pseudo-HTML
const label = (text, length = 20) =>
  short(text, length).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const orderName = order => order >= 0 ? D.orders[order] : "–";
const itemName = item => item < 0 ? "–" : D.items[item][1] ? `${D.items[item][0]} · ${D.items[item][1]}` : D.items[item][0];
const unitOf = item => item < 0 ? "" : D.items[item][2];
const centerOf = op => D.rows[C.op_row[op]][0];
const machineOf = op => D.rows[C.op_row[op]][1];
const centerName = center => D.centers[center][1] ? `${D.centers[center][0]} · ${D.centers[center][1]}` : D.centers[center][0];

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const theme = () => D.themes[dark.matches && !document.documentElement.dataset.print ? "dark" : "light"];

// A figure comes in light colours; in a dark page each is replaced by its counterpart.
function themed(figure) {
  const now = theme(), swap = {};
  for (const [key, value] of Object.entries(D.themes.light)) swap[value] = now[key];
  const walk = node => {
    if (typeof node === "string") return swap[node] ?? node;
    if (Array.isArray(node)) return node.map(walk);
    if (node && typeof node === "object") return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, walk(v)]));
    return node;
  };
  return walk(figure);
}

// A4 landscape less its margins: when the page is printed the window's width means nothing.
const PRINT_WIDTH = 1030, PRINT_HEIGHT = 640;
const isPrinting = () => !!document.documentElement.dataset.print;
const chartWidth = host => isPrinting() ? PRINT_WIDTH : host.clientWidth;

// Who asks for no motion gets none.
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
