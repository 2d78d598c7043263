// What a person types, as the values of a study, and back.

/** A number where the text is one, else the text itself: the server then says what is wrong with it. */
export function readNumber(text) {
  const plain = text.normalize("NFKC").trim();
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

/** Numbers or names with commas between them; the text itself where it is no such list. */
export function readList(text, item) {
  const parts = text.normalize("NFKC").replaceAll("、", ",").split(",").map((part) => part.trim());
  if (parts[parts.length - 1] === "") parts.pop();
  const values = parts.map(item);
  const wrong = values.some((value) => value === "" || (item === readNumber && typeof value !== "number"));
  return wrong ? text : values;
}

const isNumber = (setting) => setting.kind === "number" || setting.kind === "whole";

/** The text of one setting as its value; undefined where it is left out. */
export function read(setting, text) {
  if (text.trim() === "" && setting.optional) return undefined;
  if (setting.list) return readList(text, isNumber(setting) ? readNumber : String);
  return isNumber(setting) ? readNumber(text) : text;
}

/** A value as it stands in its field. */
export function write(value) {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** Several values of one setting: between commas, or between semicolons where each is a list. */
export function readSeveral(setting, text) {
  if (!setting.list) return readList(text, isNumber(setting) ? readNumber : String);
  const parts = text.normalize("NFKC").replaceAll("；", ";").split(";");
  if (parts.length > 1 && parts[parts.length - 1].trim() === "") parts.pop();
  return parts.map((part) => readList(part, isNumber(setting) ? readNumber : String));
}

export const writeSeveral = (values) => (Array.isArray(values)
  ? values.map(write).join(values.some(Array.isArray) ? "; " : ", ") : write(values));

export const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

/** The table without a key, or with another value under it; undefined leaves it out. */
export function put(table, key, value) {
  const { [key]: dropped, ...rest } = table || {};
  return value === undefined ? rest : { ...table, [key]: value };
}

/** The study with another value under a key; an empty table is left out. */
export const set = (study, key, value) => put(study, key,
  value !== null && typeof value === "object" && !Array.isArray(value) && !Object.keys(value).length ? undefined : value);

/** What a method's own name is where it is given none: NAME(INNER)+SCHEDULE. */
export function plainName({ name, inner, schedule }) {
  const around = inner ? `${name}(${inner})` : name;
  return schedule && schedule !== "constant" ? `${around}+${schedule}` : around;
}

/** What a method is called in pictures and tables. */
export const labelOf = (method) => method.label || plainName(method);

export const found = (list, name) => list.find((one) => one.name === name);

/** The settings that can take several values: key in `vary` -> its setting. */
export function varied(choices, problem) {
  const entry = found(choices.problems, problem);
  const own = entry ? entry.settings.filter((one) => entry.vary.includes(one.name)) : [];
  return new Map([
    ...choices.vary.map((name) => [name, found(choices.fields, name)]),
    ...own.map((setting) => [`problem.${setting.name}`, setting]),
  ]);
}
