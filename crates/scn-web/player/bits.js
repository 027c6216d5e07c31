// Numbers that are drawn from a seed, in 64 bits, as the Rust player draws them; and small helpers for
// data.

const BITS_64 = 0xffffffffffffffffn;

/** Mixes the bits of a number: the finaliser of SplitMix64. */
export function mix64(value) {
  let z = (value + 0x9e3779b97f4a7c15n) & BITS_64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & BITS_64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & BITS_64;
  return z ^ (z >> 31n);
}

/** Returns the hash of a name: FNV-1a over its UTF-8. */
export function hash64(name) {
  return new TextEncoder().encode(name).reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x100000001b3n) & BITS_64, 0xcbf29ce484222325n);
}

/** Returns the key by which things of a scope are sorted where their order is drawn, as a BigInt. */
export function orderKey(seed, scope, id) {
  const hash = hash64(scope);
  return mix64(BigInt(seed) ^ ((hash << 32n) & BITS_64) ^ (hash >> 32n) ^ mix64(hash64(id)));
}

/** Returns a list of things with an `id` in the order that is drawn for a scope. */
export function drawnOrder(list, seed, scope) {
  const keyed = list.map((item) => [orderKey(seed, scope, item.id), item]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}

/** Draws a position in a list of probabilities. `number` is the index of the draw within the run. */
export function drawPosition(seed, number, shares) {
  const ticket = Number(mix64(mix64(BigInt(seed)) ^ mix64(BITS_64 ^ BigInt(number))) >> 11n) / 2 ** 53;
  let sum = 0;
  const fallen = shares.findIndex((share) => ticket < (sum += share));
  return fallen < 0 ? shares.length - 1 : fallen;
}

/**
 * Returns the probability of each outcome of a choice that chance decides: the odds that are given, and
 * for `otherwise` the exact rest. Returns undefined if they do not add up to 1.
 */
export function outcomeShares(whens) {
  let rest = [1n, 1n];
  const shares = whens.map((when) => {
    const share = when?.chance ? [BigInt(when.chance.count), BigInt(when.chance.in)] : rest;
    let [a, b] = [rest[0] * share[1] - share[0] * rest[1], rest[1] * share[1]];
    rest = [a, b];
    while (b) [a, b] = [b, a % b];
    rest = rest.map((part) => part / a);
    return Number(share[0]) / Number(share[1]);
  });
  return rest[0] === 0n && shares.every((share) => share > 0) ? shares : undefined;
}

/** Returns the value of an object's own field, or undefined: nothing that every object has. */
export function own(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key) ? object[key] : undefined;
}

const WHITE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const WHITE_ENDS = new RegExp(`^${WHITE}|${WHITE}$`, "g");

/** Removes white space from both ends: exactly what Unicode calls white space. */
export function trimWhite(text) {
  return text.replace(WHITE_ENDS, "");
}

/** Writes an event as JSON. A seed above 2^53 is a BigInt, and is written as a number. */
export function eventToJson(event) {
  if (typeof event.seed !== "bigint") return JSON.stringify(event);
  return JSON.stringify({ ...event, seed: 0 }).replace(/"seed":0(?=[,}])/, `"seed":${event.seed}`);
}

/** Reads an event from JSON. A seed above 2^53 becomes a BigInt, so that no bit of it is lost. */
export function eventFromJson(text) {
  const event = JSON.parse(text);
  const digits = event?.seed > 2 ** 53 && /[{,]\s*"seed"\s*:\s*(\d+)\s*[,}]/.exec(text);
  return digits ? { ...event, seed: BigInt(digits[1]) } : event;
}
