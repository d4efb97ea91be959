// What the page says, in its language: messages are written in English, the page carries the others.
const filled = (text, values) => text.replace(/\{([a-z_]+)\}/g, (place, name) => values?.[name] ?? place);
const t = (text, values) => filled(D.words[text] ?? text, values);
// the same English may need two texts: the context says which
const tp = (context, text) => D.words[`${context}\u0004${text}`] ?? text;
// about a number of things, which the place {count} gets
function tn(one, many, count, values) {
  const forms = D.words[one] ?? {};
  const text = forms[new Intl.PluralRules(D.language).select(count)] ?? forms.other ?? (count === 1 ? one : many);
  return filled(text, {count, ...values});
}
// the word for a code: a type of order, an advice, a state
const term = code => D.terms[code] ?? code;
const andMore = count => tn("and {count} more", "and {count} more", count);

const marks = text => text.replace(/[.,]/g, mark => mark === "," ? D.group : D.decimal);
const number = value => marks(value.toLocaleString("en-US", {maximumFractionDigits: 6}));
const fixed = (value, places) => marks(value.toFixed(places));
const quantity = index => marks(str(index));

// plotly's own texts, and the names of days and months on its axes
const speaking = config => ({...config, ...D.speaking});
