// Load against capacity per day under the Gantt, of one center or of all.
const perHour = ticks => ticks / 60; // load rows are in minutes
const inHours = minutes => t("{hours} h", {hours: fixed(perHour(minutes), 1)});

const isUnlimited = center => center >= 0 && D.centers[center][2] === 1;

// Sums over the rows of one center; for -1 of all work centers, less those that are nobody's
// capacity (infinite, external), less crews and tools.
function loadByDay(center) {
  const days = new Map(), used = new Set(D.rows.map(row => row[0]));
  for (let k = 0; k < C.load_center.length; k++) {
    if (center >= 0 ? C.load_center[k] !== center : !used.has(C.load_center[k]) || isUnlimited(C.load_center[k])) continue;
    const day = C.load_day[k], sum = days.get(day) ?? {capacity: 0, load: 0, setup: 0, overload: 0};
    for (const name of Object.keys(sum)) sum[name] += C["load_" + name][k];
    days.set(day, sum);
  }
  return [...days.entries()].sort((a, b) => a[0] - b[0]);
}

function loadData(center) {
  const days = loadByDay(center), width = days.map(() => DAY * 0.94);
  const x = days.map(([day]) => dayStart(day) + DAY * 0.03), at = name => days.map(([, sum]) => perHour(sum[name]));
  const load = at("load"), over = at("overload");
  const last = days.length ? dayStart(days.at(-1)[0] + 1) : null;
  const traces = days.length ? {
    load: {x, y: load.map((value, k) => value - over[k]), width},
    "load-setup": {x, y: at("setup").map((value, k) => Math.min(value, load[k])), width},
    "load-over": {x, y: over, base: load.map((value, k) => value - over[k]), width},
    capacity: isUnlimited(center) ? {x: [null], y: [null]} : {x: [...days.map(([day]) => dayStart(day)), last], y: [...at("capacity"), at("capacity").at(-1)]},
  } : {};
  const byDay = new Map(days);
  return {traces, tip: day => byDay.has(day) ? loadTip(center, day, byDay.get(day)) : null};
}

function loadTip(center, day, sum) {
  const name = center < 0 ? t("All work centers") : centerName(center);
  return el("div", {}, el("h4", {}, `${short(name, 50)}, ${date(dayStart(day))}`), facts([
    [t("load"), inHours(sum.load) + (sum.capacity && !isUnlimited(center) ? `, ${fixed(100 * sum.load / sum.capacity, 0)} %` : "")],
    [t("capacity"), isUnlimited(center) ? t("no limit") : inHours(sum.capacity)],
    [t("setup"), inHours(sum.setup)],
    [t("overload"), sum.overload ? inHours(sum.overload) : t("none")],
  ]));
}
