// The lists: what is not scheduled, late demands, phase sequence, orders bought or transferred.
const tables = {};

function unscheduledTable() {
  const host = byId("unscheduled-table");
  if (!host) return;
  const waits = k => str(C.left_waits_for[k]);
  tables.unscheduled = new DataTable(host, {caption: t("Orders that are not scheduled"), empty: t("Every order is scheduled."), columns: [
    {title: t("order"), text: k => str(C.left_order[k]), key: k => str(C.left_order[k])},
    {title: t("cause"), wide: true, text: k => str(C.left_cause[k]), key: k => str(C.left_cause[k]), tone: k => waits(k) ? "" : "bad"},
    {title: t("what would help"), wide: true, text: k => str(C.left_remedy[k]) || "–", key: k => str(C.left_remedy[k])},
    {title: t("what contradicts each other"), wide: true, text: k => str(C.left_facts[k]).replaceAll("\n", "; ") || "–", key: k => str(C.left_facts[k])},
    {title: t("phase"), num: true, text: k => C.left_phase[k] < 0 ? "–" : String(C.left_phase[k]), key: k => C.left_phase[k]},
    {title: t("item"), text: k => itemName(C.left_item[k]), key: k => itemName(C.left_item[k])},
    {title: t("quantity"), num: true, text: k => quantity(C.left_quantity[k]), key: k => Number(str(C.left_quantity[k]))},
    {title: t("waits for"), text: k => waits(k) || "–", key: waits},
    {title: t("demands"), text: k => str(C.left_demands[k]) || "–", key: k => str(C.left_demands[k])},
  ], isChosen: () => false});
  tables.unscheduled.setRows(C.left_order.keys());
}

function outsideTable() {
  const host = byId("outside-table");
  if (!host) return;
  const outside = [...Array(D.numOps).keys()].filter(i => D.centers[centerOf(i)][3] === 1);
  tables.outside = new DataTable(host, {caption: t("Phases at subcontractors"), empty: t("Nothing is sent out."), sort: [4, 1], columns: [
    {title: t("document"), text: i => `SC-${orderName(C.op_order[i])}-${C.op_phase[i]}`, key: i => orderName(C.op_order[i]), order: i => C.op_order[i]},
    {title: t("subcontractor"), text: i => centerName(centerOf(i)), key: i => centerName(centerOf(i))},
    {title: t("item"), text: i => itemName(C.order_item[C.op_order[i]] ?? -1), key: i => itemName(C.order_item[C.op_order[i]] ?? -1)},
    {title: t("quantity"), num: true, text: i => quantity(C.op_quantity[i]), key: i => Number(str(C.op_quantity[i]))},
    {title: t("send"), text: i => when(C.op_begin[i]), key: i => C.op_begin[i]},
    {title: t("back"), text: i => when(C.op_end[i]), key: i => C.op_end[i]},
  ]});
  tables.outside.setRows(outside);
}

// The columns of the late demands: one more is one line. How late and why come first: a small window has no more.
function lateColumns() {
  const isDone = k => C.demand_scheduled[k], worst = C.demand_late.reduce((most, late) => Math.max(most, late), 1);
  return [
    {title: t("demand"), text: k => D.demands[k], key: k => D.demands[k], click: showDemand},
    {title: tp("column", "late"), num: true, text: k => isDone(k) ? span(C.demand_late[k]) : "–", key: k => isDone(k) ? C.demand_late[k] : Infinity,
      tone: k => "late" + (isDone(k) ? lateClass(C.demand_late[k]) : 3), share: k => isDone(k) ? C.demand_late[k] / worst : 1},
    {title: t("cause"), wide: true, text: k => str(C.demand_cause[k]) || t("not named"), key: k => str(C.demand_cause[k])},
    ...C.demand_remedy.some(text => str(text)) ? [{title: t("what would help"), wide: true, text: k => str(C.demand_remedy[k]) || "–", key: k => str(C.demand_remedy[k])}] : [],
    ...C.demand_customer.some(name => str(name)) ? [{title: t("customer"), text: k => str(C.demand_customer[k]), key: k => str(C.demand_customer[k])}] : [],
    {title: t("due"), text: k => when(C.demand_due[k]), key: k => C.demand_due[k]},
    {title: t("completion"), text: k => isDone(k) ? when(C.demand_completion[k]) : t("not scheduled"), key: k => isDone(k) ? C.demand_completion[k] : Infinity},
    {title: t("promised"), text: promisedText, key: promisedAt},
    {title: t("item"), text: k => itemName(C.demand_item[k]), key: k => itemName(C.demand_item[k])},
    ...C.demand_weight.some(weight => weight !== C.demand_weight[0]) ? [{title: t("weight"), num: true, text: k => quantity(C.demand_weight[k]), key: k => Number(str(C.demand_weight[k]))}] : [],
  ];
}

function lateTable() {
  const empty = D.demands.length ? t("No late demand: every demand is served on time.") : t("The plan has no demand.");
  const columns = lateColumns();
  const worstFirst = [columns.findIndex(column => column.share), -1];
  tables.late = new DataTable(byId("late-table"), {caption: t("Late demands"), empty, columns, sort: worstFirst, open: showDemand, virtual: 100});
  tables.late.order = firstOrder;
  // paper has all key figures
  window.addEventListener("beforeprint", () => { for (const more of document.querySelectorAll("#answer details")) more.open = true; });
  lateFilter();
}

// Show all that is late, or what waited for one of the things named in the answer.
function lateFilter() {
  const buttons = [...document.querySelectorAll("#answer [data-wait]")], all = byId("late-all");
  const late = [...D.demands.keys()].filter(k => C.demand_late[k] > 0 || !C.demand_scheduled[k]);
  let chosen = null;
  const show = button => { chosen = button; fill(); };
  const fill = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button === chosen));
    const rows = late.filter(k => filters.keepsDemand(k) && (!chosen || C.demand_lost[k] >> Number(chosen.dataset.wait) & 1));
    all.hidden = !chosen;
    byId("late-count").textContent = chosen || rows.length === late.length ? "" : tn("{shown} of {count} demand", "{shown} of {count} demands", late.length, {shown: rows.length});
    if (chosen) all.textContent = tn("{count} of them: {what}; show all", "{count} of them: {what}; show all", rows.length, {what: short(chosen.textContent, 60)});
    if (late.length) tables.late.note.textContent = t("No such demand.");  // a filter does not make demands be on time
    tables.late.setRows(rows);
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.getAttribute("aria-pressed") === "true" ? null : button));
  all.addEventListener("click", () => show(null));
  filters.listeners.push(fill);
  fill();
}

function sequenceTable() {
  tables.sequence = new DataTable(byId("sequence-table"), {caption: t("Phase sequence by work center and machine"), empty: t("No operation to show."), columns: [
    {title: t("work center"), text: i => D.centers[centerOf(i)][0], key: i => D.centers[centerOf(i)][0]},
    {title: t("machine"), text: i => machinesOf(i).join(" + "), key: machineOf},
    {title: t("seq."), num: true, text: i => String(C.op_sequence[i]), key: i => C.op_sequence[i]},
    {title: t("order"), text: i => orderName(C.op_order[i]), key: i => orderName(C.op_order[i]), order: i => C.op_order[i]},
    {title: t("phase"), num: true, text: i => String(C.op_phase[i]), key: i => C.op_phase[i]},
    {title: t("item"), text: i => itemName(C.order_item[C.op_order[i]] ?? -1), key: i => itemName(C.order_item[C.op_order[i]] ?? -1)},
    {title: t("quantity"), num: true, text: i => quantity(C.op_quantity[i]), key: i => Number(str(C.op_quantity[i]))},
    {title: t("machine held"), text: i => when(C.op_start[i]), key: i => C.op_start[i]},
    {title: t("first piece"), text: i => when(C.op_run_start[i]), key: i => C.op_run_start[i]},
    {title: t("end"), text: i => when(C.op_end[i]), key: i => C.op_end[i]},
    {title: t("setup"), num: true, text: i => hours(C.op_setup[i] + C.op_changeover[i]), key: i => C.op_setup[i] + C.op_changeover[i]},
    {title: t("run"), num: true, text: i => hours(C.op_run[i]), key: i => C.op_run[i]},
    {title: tp("column", "late"), num: true, text: i => C.op_order[i] >= 0 && C.order_served_late[C.op_order[i]] ? span(C.order_served_late[C.op_order[i]]) : "–",
      key: i => C.order_served_late[C.op_order[i]] ?? 0, tone: i => "late" + (C.order_class[C.op_order[i]] ?? 0)},
    ...(D.sessions.size ? [{title: t("session"), num: true, text: i => C.op_session[i] ? String(C.op_session[i]) : "–", key: i => C.op_session[i]}] : []),
    {title: t("state"), text: i => term(D.states[C.op_state[i]]), key: i => C.op_state[i]},
  ]});
  tables.sequence.order = i => C.op_order[i];
  const pick = byId("sequence-center"), words = byId("sequence-find");
  pick.append(...[...new Set(D.rows.map(row => row[0]))].map(center => el("option", {value: center}, short(centerName(center), 60))));
  const fill = () => {
    const center = Number(pick.value), wanted = words.value.trim().toLowerCase();
    const rows = [...Array(D.numOps).keys()].filter(i => (!filters.match || filters.match[i]) && (center < 0 || centerOf(i) === center) &&
      (!wanted || [orderName(C.op_order[i]), machinesOf(i).join(" "), itemName(C.order_item[C.op_order[i]] ?? -1)].some(text => text.toLowerCase().includes(wanted))));
    byId("sequence-count").textContent = tn("{shown} of {count} operation", "{shown} of {count} operations", D.numOps, {shown: rows.length});
    tables.sequence.setRows(rows);
  };
  pick.addEventListener("change", fill);
  words.addEventListener("input", fill);
  filters.listeners.push(fill);
  fill();
}

function purchaseTable() {
  const bought = [...D.orders.keys()].filter(k => str(C.order_type[k]) !== "production");
  tables.purchases = new DataTable(byId("purchase-table"), {caption: t("Purchase, subcontract and transfer orders"), empty: t("Nothing is bought, subcontracted or transferred."), sort: [5, 1], columns: [
    {title: t("order"), text: orderName, key: orderName, order: k => k},
    {title: t("type"), text: k => term(str(C.order_type[k])), key: k => term(str(C.order_type[k]))},
    {title: t("item"), text: k => itemName(C.order_item[k]), key: k => itemName(C.order_item[k])},
    {title: t("quantity"), num: true, text: k => `${quantity(C.order_quantity[k])} ${unitOf(C.order_item[k])}`, key: k => Number(str(C.order_quantity[k]))},
    {title: t("document"), text: k => C.order_flags[k] & 1 ? t("exists") : t("proposed"), key: k => C.order_flags[k] & 1},
    {title: t("order by"), text: k => when(C.order_start[k]), key: k => C.order_start[k], tone: k => C.order_start[k] < D.now && !(C.order_flags[k] & 1) ? "bad" : ""},
    {title: t("receipt"), text: k => when(C.order_end[k]), key: k => C.order_end[k]},
    {title: t("MRP date"), text: k => C.order_has_due[k] ? when(C.order_due[k]) : "–", key: k => C.order_due[k]},
    {title: t("later by"), num: true, text: k => C.order_late[k] ? span(C.order_late[k]) : "–", key: k => C.order_late[k]},
    {title: t("note"), text: k => C.order_flags[k] & 2 ? t("MRP wished it before now") : "", key: k => C.order_flags[k] & 2},
    {title: t("serves"), text: k => { const served = demandsOf(k); return [...served.subarray(0, 3)].map(d => D.demands[d]).join(", ") + (served.length > 3 ? ` ${andMore(served.length - 3)}` : ""); }},
  ]});
  tables.purchases.setRows(bought);
}
