// What the colour of a bar tells: lateness, or one of up to eight groups and the rest.
const MOST_GROUPS = 8;
let colouring = null;

// {classes: [{name, fill, pattern}], of: bar => class}
function colours() {
  if (colouring?.key !== settings.colour) colouring = {key: settings.colour, ...(GROUPS[settings.colour] ? byGroup(settings.colour) : byLateness())};
  return colouring;
}

function byLateness() {
  const late = lateColumn();
  return {classes: D.classes.map(([name, fill, , pattern]) => ({name, fill, pattern})), of: bar => late[C.op_order[bar]] ?? 0};
}

// What a bar belongs to, as a number, and what such a number is called.
const GROUPS = {
  item: [bar => C.order_item[C.op_order[bar]] ?? -1, item => item < 0 ? "–" : D.items[item][0]],
  family: [bar => C.op_family[bar], family => str(family) || t("no setup state")],
  state: [bar => C.op_state[bar], state => term(D.states[state])],
  center: [centerOf, center => D.centers[center][0]],
};

function byGroup(key) {
  const [groupOf, nameOf] = GROUPS[key], count = new Map();
  for (let bar = 0; bar < D.numOps; bar++) count.set(groupOf(bar), (count.get(groupOf(bar)) ?? 0) + 1);
  const largest = [...count.keys()].sort((a, b) => count.get(b) - count.get(a) || a - b).slice(0, MOST_GROUPS);
  const isState = key === "state", rank = new Map((isState ? largest.sort((a, b) => a - b) : largest).map((group, k) => [group, k]));
  const fills = isState ? largest.map(state => D.state_colours[state]) : D.palette;
  const classes = largest.map((group, k) => ({name: short(nameOf(group), 24), fill: fills[k], pattern: ""}));
  if (count.size > largest.length) classes.push({name: andMore(count.size - largest.length), fill: D.other_colour, pattern: ""});
  return {classes, of: bar => rank.get(groupOf(bar)) ?? largest.length};
}

// The traces of a frame, with those of the classes that the colours have now.
function colouredFrame(frame) {
  const template = frame.find(trace => trace.meta === "class0"), {classes} = colours();
  if (!GROUPS[settings.colour]) return frame;
  const own = classes.map(({name, fill}, k) => ({...template, name: label(name, 24), meta: "class" + k,
    marker: {...template.marker, color: fill, pattern: {...template.marker.pattern, shape: "", bgcolor: fill}}}));
  return [...own, ...frame.filter(trace => !trace.meta.startsWith("class"))];
}

function colourMenu() {
  const pick = byId("colour");
  if (!C.op_family.some(family => str(family))) pick.querySelector("[value=family]").remove();
  pick.addEventListener("change", () => {
    settings.colour = pick.value;
    for (const gantt of [charts.centers, charts.orders]) gantt.legendOff = {};
    for (const listener of selection.listeners) listener();
  });
}
