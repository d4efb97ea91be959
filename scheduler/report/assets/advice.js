// What MRP asks the planner to do, and what it could not cover.
const hasWarehouse = column => column.some(index => str(index));
const warehouseColumn = column => hasWarehouse(column) ? [{title: t("warehouse"), text: k => str(column[k]), key: k => str(column[k])}] : [];

function adviceTable() {
  const moment = (column, bit) => ({text: k => C.advice_has[k] & bit ? when(column[k]) : "–", key: k => C.advice_has[k] & bit ? column[k] : -(2 ** 31)});
  const item = k => itemName(C.advice_item[k]);
  tables.advice = new DataTable(byId("advice-table"), {caption: t("Suggestions"), empty: t("Nothing to do: no document should change."), columns: [
    {title: t("order"), text: k => str(C.advice_name[k]) || "–", key: k => str(C.advice_name[k]), order: k => C.advice_order[k]},
    {title: t("advice"), text: k => term(str(C.advice_kind[k])), key: k => term(str(C.advice_kind[k]))},
    {title: t("item"), text: item, key: item, click: k => showItem(C.advice_item[k], str(C.advice_warehouse[k]))},
    ...warehouseColumn(C.advice_warehouse),
    {title: t("quantity"), num: true, text: k => `${quantity(C.advice_quantity[k])} ${unitOf(C.advice_item[k])}`, key: k => Number(str(C.advice_quantity[k]))},
    {title: t("receipt now"), ...moment(C.advice_date, 1)},
    {title: t("receipt wished"), ...moment(C.advice_new, 2)},
    {title: t("for"), text: k => str(C.advice_need[k]) || "–", key: k => str(C.advice_need[k])},
    {title: t("why"), wide: true, text: k => str(C.advice_reason[k]), key: k => str(C.advice_reason[k])},
  ]});
  const pick = byId("advice-kind"), kinds = [...new Set(Array.from(C.advice_kind, str))].sort();
  pick.append(...kinds.map(kind => el("option", {value: kind}, term(kind))));
  const fill = () => {
    const rows = [...C.advice_kind.keys()].filter(k => !pick.value || str(C.advice_kind[k]) === pick.value);
    byId("advice-count").textContent = tn("{shown} of {count} suggestion", "{shown} of {count} suggestions", C.advice_kind.length, {shown: rows.length});
    tables.advice.setRows(rows);
  };
  pick.addEventListener("change", fill);
  byId("advice-toolbar").hidden = !C.advice_kind.length;
  fill();
  uncoveredTable();
}

function uncoveredTable() {
  const need = k => `${term(D.demand_kinds[C.uncovered_kind[k]])} ${needName(C.uncovered_kind[k], C.uncovered_demand[k])}`;
  const item = k => itemName(C.uncovered_item[k]);
  const table = new DataTable(byId("uncovered-table"), {caption: t("Requirements without supply"), empty: t("Every requirement has its supply."), columns: [
    {title: t("needed by"), text: need, key: need, order: k => C.uncovered_kind[k] === ORDER_KIND ? C.uncovered_demand[k] : -1},
    {title: t("item"), text: item, key: item, click: k => showItem(C.uncovered_item[k], str(C.uncovered_warehouse[k]))},
    ...warehouseColumn(C.uncovered_warehouse),
    {title: t("quantity"), num: true, text: k => `${quantity(C.uncovered_quantity[k])} ${unitOf(C.uncovered_item[k])}`, key: k => Number(str(C.uncovered_quantity[k])), tone: () => "bad"},
    {title: t("phase"), num: true, text: k => C.uncovered_phase[k] < 0 ? "–" : String(C.uncovered_phase[k]), key: k => C.uncovered_phase[k]},
    {title: t("why"), wide: true, text: k => str(C.uncovered_reason[k]), key: k => str(C.uncovered_reason[k])},
  ]});
  table.setRows(C.uncovered_item.keys());
  tables.uncovered = table;
}
