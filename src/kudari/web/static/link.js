// The whole study in the address bar: `#/study?name=fit-square&steps=300`, what differs from a named study or the defaults.
import { hyperparameters } from "./form-methods.js";
import { found, read, readNumber, readSeveral, same, varied, write } from "./form-values.js";

const PLACE = "#/study";

const METHOD = /^([^()+;]+)(?:\(([^()+;]+)\))?(?:\+([^()+;]+))?$/;

/** What a study is without a link: a named one where its name is one's, else nothing but defaults. */
function base(name, problem, choices) {
  const named = found(choices.studies, name);
  if (named && (!problem || problem === named.study.problem.name)) return structuredClone(named.study);
  return { problem: { name: problem || choices.problems[0].name }, methods: [{ name: "gd" }] };
}

/** Key -> setting, for every key that is one value of a study. */
function settings(problem, choices) {
  const entry = found(choices.problems, problem);
  const text = (name) => ({ name, kind: "text" });
  return new Map([
    ...choices.fields.map((field) => [field.name, field]),
    ["problem", text("problem")],
    ...(entry ? entry.settings : []).map((setting) => [`problem.${setting.name}`, setting]),
    ...choices.stop.map((rule) => [`stop.${rule.name}`, rule]),
  ]);
}

/** The study's single values: key -> value. */
function flat({ problem, methods, stop, vary, changes, ...rest }) {
  const under = (head, table) => Object.entries(table || {}).map(([key, value]) => [`${head}.${key}`, value]);
  const { name, ...own } = problem;
  return Object.fromEntries([...Object.entries(rest), ["problem", name], ...under("problem", own), ...under("stop", stop), ...under("vary", vary)]);
}

// Readable where what is read again is the same, else JSON.
const text = (value, form, parse) => {
  const plain = form(value);
  return plain !== "" && !plain.startsWith("~") && same(parse(plain), value) ? plain : `~${JSON.stringify(value)}`;
};

/** Numbers, text, and lists of them: all that a setting can be. */
const isPlain = (one) => ["number", "string", "boolean"].includes(typeof one) || (Array.isArray(one) && one.every(isPlain));

const isTable = (one) => one !== null && typeof one === "object" && !Array.isArray(one) && typeof one.name === "string" && Object.values(one).every(isPlain);

function checked(one, allowed) {
  if (!allowed(one)) throw new Error("not a value");
  return one;
}

const value = (plain, parse) => (plain.startsWith("~") ? checked(JSON.parse(plain.slice(1)), isPlain) : parse(plain));

const tight = (one) => (Array.isArray(one) ? one.join(",") : write(one));

// A list that is half typed is still its text.
const tightly = (several) => (Array.isArray(several) ? several.map(tight).join(several.some(Array.isArray) ? ";" : ",") : write(several));

const flag = (parse) => (plain) => (plain === "true" ? true : plain === "false" ? false : parse(plain));

function codec(key, setting) {
  if (key.startsWith("vary.")) return [tightly, (plain) => readSeveral(setting, plain)];
  return [tight, setting.kind === "flag" ? flag(String) : (plain) => read(setting, plain)];
}

// Half of a surrogate pair has no letters in an address.
const inLetters = (plain) => encodeURIComponent(plain.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/%(2C|2F|3A|3B|3D|40|24|20)/g, (all, code) => (code === "20" ? "+" : decodeURIComponent(all)));

const outOfLetters = (letters) => decodeURIComponent(letters.replace(/\+/g, "%20"));

function methodText(method, choices) {
  const { name, inner, schedule, ...values } = method;
  const words = `${name}${inner ? `(${inner})` : ""}${schedule ? `+${schedule}` : ""}`;
  const parts = Object.entries(values).map(([key, one]) => {
    const plain = key === "label" ? `~${JSON.stringify(one)}` : text(one, tight, (typed) => numbers(typed));
    return `${key}=${plain.replace(/[;%]/g, encodeURIComponent)}`;
  });
  const plain = [words, ...parts].join(";");
  return readsAgain(plain, method, choices) ? plain : `~${JSON.stringify(method)}`;
}

function readsAgain(plain, method, choices) {
  try { return same(methodOf(plain, choices), method); } catch { return false; }
}

const numbers = (plain) => plain.split(",").map(readNumber);

function methodOf(plain, choices) {
  if (plain.startsWith("~")) return checked(JSON.parse(plain.slice(1)), isTable);
  const [words, ...parts] = plain.split(";"), [, name, inner, schedule] = METHOD.exec(words);
  if (!found(choices.methods, name)) throw new Error(name);
  const method = { name, ...(inner && { inner }), ...(schedule && { schedule }) };
  const known = ["label", ...hyperparameters(method, choices).map((one) => one.name)];
  for (const part of parts) {
    const [, key, typed] = /^(\w+)=(.*)$/s.exec(part);
    if (!known.includes(key)) throw new Error(key);
    method[key] = value(decodeURIComponent(typed), numbers);
  }
  return method;
}

/** The address of a study: a link to it repeats it exactly. */
export function hashOf(study, choices) {
  const problem = study.problem.name, parts = [];
  const start = base(study.name, problem, choices), old = flat(start), now = flat(study);
  if (base(study.name, undefined, choices).problem.name !== problem) parts.push(["problem", problem]);
  const known = settings(problem, choices), several = varied(choices, problem);
  const setting = (key) => (key.startsWith("vary.") ? several.get(key.slice(5)) : known.get(key)) || { kind: "text" };
  for (const key of new Set(["name", "problem", ...Object.keys(old), ...Object.keys(now)])) {
    const [before, after] = [old, now].map((table) => (table[key] === undefined && !key.startsWith("vary.") ? setting(key).default : table[key]));
    if (same(before ?? null, after ?? null) && key !== "name") continue;
    if (key === "name" && after === undefined) continue;
    if (key === "name" && same(after, setting(key).default)) continue;
    parts.push([key, after === undefined || after === null ? "" : text(after, ...codec(key, setting(key)))]);
  }
  if (!same(start.methods, study.methods)) {
    const texts = (study.methods || []).map((method) => methodText(method, choices));
    (texts.length ? texts : [""]).forEach((plain) => parts.push(["method", plain]));
  }
  if (study.changes && study.changes.length) parts.push(["changes", `~${JSON.stringify(study.changes)}`]);
  // An address that says nothing tells no study.
  if (!parts.length) parts.push(["problem", problem]);
  return `${PLACE}?${parts.map(([key, plain]) => `${key}=${inLetters(plain)}`).join("&")}`;
}

/** The study that an address tells; null where it tells none.

    Throws an Error that names the part of the address that cannot be read. */
export function studyFromHash(hash, choices) {
  if (!hash.startsWith(`${PLACE}?`)) return null;
  const parts = hash.slice(PLACE.length + 1).split("&").filter(Boolean).map(decoded);
  const given = (key) => { const part = parts.find(([each]) => each === key); return part && part[1]; };
  const study = base(given("name") ?? "", given("problem"), choices), problem = study.problem.name;
  const known = settings(problem, choices), several = varied(choices, problem), methods = [];
  for (const [key, plain] of parts) {
    try {
      if (key === "method") methods.push(...(plain ? [methodOf(plain, choices)] : []));
      else if (key === "changes") study.changes = checked(JSON.parse(plain.slice(1)), (list) => Array.isArray(list) && list.every(isTable));
      else if (key !== "problem") take(study, key, plain, known, several);
    } catch { throw new Error(`${key}=${plain}`); }
  }
  if (given("method") !== undefined) study.methods = methods;
  return study;
}

function decoded(part) {
  const at = part.indexOf("=");
  try { return [outOfLetters(part.slice(0, at)), outOfLetters(part.slice(at + 1))]; } catch { throw new Error(part); }
}

/** One value into its place; an empty one takes it out. */
function take(study, key, plain, known, several) {
  const head = ["problem", "stop", "vary"].find((each) => key.startsWith(`${each}.`)), name = head ? key.slice(head.length + 1) : key;
  const setting = head === "vary" ? several.get(name) : known.get(key);
  if (!setting) throw new Error(key);
  const table = head ? (study[head] = study[head] || {}) : study;
  if (plain === "") delete table[name];
  else table[name] = value(plain, codec(key, setting)[1]);
  if (head && !Object.keys(table).length) delete study[head];
}
