// What infinite capacity had promised against what is planned.
const hasPromise = k => C.demand_promise[k] > 0, isLatePromise = k => C.demand_promise[k] === 2;
const promisedAt = k => hasPromise(k) ? C.demand_completion[k] - C.demand_sooner[k] : Infinity;
const promisedLate = k => isLatePromise(k) ? Math.max(1, promisedAt(k) - C.demand_due[k]) : 0;
const promisedText = k => hasPromise(k) ? when(promisedAt(k)) : t("not known");
const firstOrder = k => ordersOfDemand()[k][0] ?? -1;

// Select the chain that serves a demand, and go where it is drawn.
function showDemand(k) {
  const order = firstOrder(k);
  if (order < 0) return;
  select(order);
  byId("centers").scrollIntoView();
  reveal(order).catch(fault);
}

function shiftText(k) {
  if (!hasPromise(k) || !C.demand_scheduled[k]) return "–";
  const ticks = C.demand_sooner[k];
  if (!ticks) return t("as promised");
  return ticks > 0 ? t("{time} later", {time: span(ticks)}) : t("{time} sooner", {time: span(-ticks)});
}

function promises() {
  const known = [...D.demands.keys()].filter(hasPromise);
  byId("infinite-empty").hidden = known.length > 0;
  byId("infinite-body").hidden = !known.length;
  if (!known.length) return null;
  const shift = k => C.demand_scheduled[k] ? C.demand_sooner[k] : Infinity;
  const kinds = {
    all: () => true,
    broken: k => !isLatePromise(k) && C.demand_late[k] > 0,
    later: k => shift(k) > 0,
    late: isLatePromise,
  };
  const hasCustomers = C.demand_customer.some(name => str(name));
  const late = ticks => ({num: true, text: k => ticks(k) ? span(ticks(k)) : "–", key: ticks, tone: k => "late" + lateClass(ticks(k))});
  tables.promises = new DataTable(byId("promise-table"), {caption: t("Demands as promised and as planned"), empty: t("No such demand."), sort: [hasCustomers ? 6 : 5, -1], open: showDemand, virtual: 300, columns: [
    {title: t("demand"), text: k => D.demands[k], key: k => D.demands[k], click: showDemand},
    ...hasCustomers ? [{title: t("customer"), text: k => str(C.demand_customer[k]), key: k => str(C.demand_customer[k])}] : [],
    {title: t("item"), text: k => itemName(C.demand_item[k]), key: k => itemName(C.demand_item[k])},
    {title: t("due"), text: k => when(C.demand_due[k]), key: k => C.demand_due[k]},
    {title: t("promised"), text: promisedText, key: promisedAt},
    {title: t("planned"), text: k => C.demand_scheduled[k] ? when(C.demand_completion[k]) : t("not scheduled"), key: k => C.demand_scheduled[k] ? C.demand_completion[k] : Infinity},
    {title: t("shift"), text: shiftText, key: shift},
    {title: t("late as promised"), ...late(promisedLate)},
    {title: t("late as planned"), ...late(k => C.demand_late[k])},
  ]});
  tables.promises.order = firstOrder;
  const pick = byId("promise-kind");
  const fill = () => {
    const rows = known.filter(kinds[pick.value]);
    byId("promise-count").textContent = tn("{shown} of {count} demand", "{shown} of {count} demands", known.length, {shown: rows.length});
    tables.promises.setRows(rows);
  };
  pick.addEventListener("change", fill);
  fill();
  return drawPromises();
}

async function drawPromises() {
  const host = byId("promises");
  if (byId("infinite-body").hidden) return;
  const frame = themed(JSON.parse(JSON.stringify(D.figures.promises)));
  Object.assign(frame.layout, {width: chartWidth(host), height: 260});
  await Plotly.react(host.firstElementChild, frame.data, frame.layout, speaking({displayModeBar: false, scrollZoom: false}));
}
