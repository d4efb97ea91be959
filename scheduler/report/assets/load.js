// Load against capacity under the Gantt, of one center or of all.
const perHour = ticks => ticks / 60; // load rows are in minutes
const inHours = minutes => t("{hours} h", {hours: fixed(perHour(minutes), 1)});

const isUnlimited = center => center >= 0 && D.centers[center][2] === 1;

// Sums by period over the rows of one center; for -1 of all work centers, less those that are nobody's
// capacity (infinite, external), less crews and tools.
function loadBy(center, unit) {
  const used = new Set(D.rows.map(row => row[0])), days = C.load_day.reduce((last, day) => Math.max(last, day + 1), 0);
  const sums = periods(unit, days).map(period => ({...period, capacity: 0, load: 0, setup: 0, overload: 0})), of = new Int32Array(days);
  sums.forEach(({first, last}, k) => of.fill(k, first, last + 1));
  let found = false;
  for (let k = 0; k < C.load_center.length; k++) {
    if (center >= 0 ? C.load_center[k] !== center : !used.has(C.load_center[k]) || isUnlimited(C.load_center[k])) continue;
    const sum = sums[of[C.load_day[k]]];
    found = true;
    for (const name of ["capacity", "load", "setup", "overload"]) sum[name] += C["load_" + name][k];
  }
  return found ? sums : [];
}

// Days too narrow to be told apart are drawn as weeks.
const loadUnit = (ticks, pixels) => ticks / D.day > pixels / 8 ? "week" : "day";

function loadTraces(center, unit) {
  const sums = loadBy(center, unit), edges = sums.map(({first}) => dayStart(first)), last = sums.length ? dayStart(sums.at(-1).last + 1) : null;
  const length = sums.map((sum, k) => dayStart(sum.last + 1) - edges[k]), width = length.map(value => value * 0.94), x = edges.map((edge, k) => edge + length[k] * 0.03);
  const at = name => sums.map(sum => perHour(sum[name])), load = at("load"), over = at("overload");
  return sums.length ? {
    load: {x, y: load.map((value, k) => value - over[k]), width},
    "load-setup": {x, y: at("setup").map((value, k) => Math.min(value, load[k])), width},
    "load-over": {x, y: over, base: load.map((value, k) => value - over[k]), width},
    capacity: isUnlimited(center) ? {x: [null], y: [null]} : {x: [...edges, last], y: [...at("capacity"), at("capacity").at(-1)]},
  } : {};
}

function loadTip(center, unit, day) {
  const sum = loadBy(center, unit).find(({first, last}) => first <= day && day <= last);
  if (!sum) return null;
  const name = center < 0 ? t("All work centers") : centerName(center);
  return el("div", {}, el("h4", {}, `${short(name, 50)}, ${periodText(sum)}`), facts([
    [t("load"), inHours(sum.load) + (sum.capacity && !isUnlimited(center) ? `, ${percentText(100 * sum.load / sum.capacity)}` : "")],
    [t("capacity"), isUnlimited(center) ? t("no limit") : inHours(sum.capacity)],
    [t("setup"), inHours(sum.setup)],
    [t("overload"), sum.overload ? inHours(sum.overload) : t("none")],
  ]));
}
