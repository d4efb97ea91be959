// Texts and elements. Names of the scenario reach the page through textContent only.
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const two = n => String(n).padStart(2, "0");

// Wall-clock time is carried as if it were UTC, so UTC getters read it back.
function when(tick) {
  const t = new Date(ms(tick));
  const seconds = D.tick_ms < 60000 ? ":" + two(t.getUTCSeconds()) : "";
  return `${date(ms(tick))} ${two(t.getUTCHours())}:${two(t.getUTCMinutes())}${seconds}`;
}

function date(milliseconds) {
  const t = new Date(milliseconds);
  return `${WEEKDAYS[t.getUTCDay()]} ${t.getUTCFullYear()}-${two(t.getUTCMonth() + 1)}-${two(t.getUTCDate())}`;
}

function span(ticks) {
  const minutes = Math.round(ticks * D.tick_ms / 60000);
  const d = Math.floor(minutes / 1440), h = Math.floor(minutes % 1440 / 60), m = minutes % 60;
  if (d) return h ? `${d} d ${h} h` : `${d} d`;
  if (h) return m ? `${h} h ${m} min` : `${h} h`;
  return `${m} min`;
}

// Working time is counted in hours: a day of it would mean something else at every machine.
function hours(ticks) {
  const minutes = Math.round(ticks * D.tick_ms / 60000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

const lateText = ticks => ticks > 0 ? `${span(ticks)} late` : "on time";
const demandText = demand => C.demand_scheduled[demand] ? lateText(C.demand_late[demand]) : "not scheduled";
const number = value => value.toLocaleString("en-US", {maximumFractionDigits: 6}).replaceAll(",", "\u202f");

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
const PRINT_WIDTH = 1030;
const chartWidth = host => document.documentElement.dataset.print ? PRINT_WIDTH : host.clientWidth;
