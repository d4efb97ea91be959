// Why an operation starts when it does: in words, and as a way to the operation that it waits for.

// {kind, other, since, lag, text} of a bar; null where the plan does not tell.
function whyOf(bar) {
  const i = operationOf(bar), kind = D.whys[C.op_why[i]];
  if (!kind) return null;
  const at = exceptionOf(i);
  if (at >= 0) return {kind, other: C.why_other[at], since: C.why_since[at], lag: C.why_lag[at], text: str(C.why_text[at])};
  const other = kind === "predecessor" ? phaseBeside(i, -1) : kind === "latest" ? phaseBeside(i, 1) : kind === "machine" ? i - 1 : -1;
  return {kind, other, since: other < 0 ? D.now : C.op_end[other], lag: 0, text: ""};
}

// The exceptions are sorted by operation.
function exceptionOf(i) {
  let low = 0, high = C.why_op.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (C.why_op[middle] < i) low = middle + 1;
    else high = middle;
  }
  return C.why_op[low] === i ? low : -1;
}

function phaseBeside(i, step) {
  const ops = D.opsOfOrder[C.op_order[i]];
  return ops[ops.indexOf(i) + step] ?? -1;
}

const operationName = i => `${orderName(C.op_order[i])} / ${C.op_phase[i]}`;

const WHY_WORDS = {
  start: () => t("may start when planning does"),
  closed: () => t("nobody works there until then"),
  short: () => t("no working time before is long enough for it"),
  predecessor: (why, i) => C.op_order[why.other] === C.op_order[i]
    ? t("follows phase {phase}, which ends {date}", {phase: C.op_phase[why.other], date: when(why.since)})
    : t("waits for {item} from {operation} until {date}", {item: short(D.items[C.order_item[C.op_order[why.other]]]?.[0] ?? "", 40), operation: other(why), date: when(why.since)}),
  overlap: why => t("goes on when {operation} has worked enough", {operation: other(why)}),
  together: why => t("may not end before {operation} does", {operation: other(why)}),
  machine: (why, i) => why.other < 0 ? t("the machine is not free until {date}", {date: when(why.since)})
    : t("{machine} is busy with {operation} until {date}", {machine: short(machineOf(why.other), 40), operation: other(why), date: when(why.since)}),
  resource: why => why.other < 0 ? t("too little of {resource} is there until {date}", {resource: short(why.text, 60), date: when(why.since)})
    : t("{resource} is taken by {operation} until {date}", {resource: short(why.text, 60), operation: other(why), date: when(why.since)}),
  session: why => why.other < 0 ? t("its session waits for more until {date}", {date: when(why.since)})
    : t("its session waits for {operation} until {date}", {operation: other(why), date: when(why.since)}),
  follower: why => t("held back, as {operation} must follow soon and cannot earlier", {operation: other(why)}),
  material: why => t("waits for {what} until {date}", {what: receiptOf(why), date: when(why.since)}),
  release: why => t("may not start before {what} on {date}", {what: short(why.text, 80), date: when(why.since)}),
  pinned: (why, i) => ({started: t("has been started"), frozen: t("is frozen")})[D.states[C.op_state[i]]] ?? t("its start is fixed"),
  free: why => t("could have started {date}: nothing kept it", {date: when(why.since)}),
  latest: why => why.other < 0 ? t("as late as its date allows: an earlier start would not help")
    : t("as late as {operation} allows: an earlier start would not help", {operation: other(why)}),
};
const receiptOf = why => short(why.text, 80) || t("its material");
const other = why => short(operationName(why.other), 60);

// From the end of the cause to the start: what else passes.
function whyThen(why, i) {
  const parts = [];
  if (why.lag > 0) parts.push(t("then {time} waiting time", {time: span(why.lag)}));
  const held = why.kind === "machine" || why.kind === "resource" ? C.op_start[i] : C.op_begin[i];
  if (["predecessor", "machine", "resource", "material", "release"].includes(why.kind)) {
    if (held - why.since - why.lag > 0) parts.push(t("then closed until {date}", {date: when(held)}));
    if (held < C.op_begin[i] && C.op_changeover[i]) parts.push(t("then changeover {time}", {time: hours(C.op_changeover[i])}));
  }
  return parts;
}

function whyText(bar) {
  const why = whyOf(bar), i = operationOf(bar);
  return why ? [WHY_WORDS[why.kind](why, i), ...whyThen(why, i)].join(", ") : "";
}

// The operation that another waits for; -1 if it waits for none.
const waitedFor = bar => whyOf(bar)?.other ?? -1;
