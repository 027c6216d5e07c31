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
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & BITS_64;
  return hash;
}

/** Returns the key by which things of a scope are sorted where their order is drawn, as a BigInt. */
export function orderKey(seed, scope, id) {
  const hash = hash64(scope);
  const turned = ((hash << 32n) | (hash >> 32n)) & BITS_64;
  return mix64(BigInt(seed) ^ turned ^ mix64(hash64(id)));
}

/** Returns a list in drawn order. `idOf` gives the id of an item. */
export function drawnOrder(list, seed, scope, idOf) {
  const keyed = list.map((item) => [orderKey(seed, scope, idOf(item)), item]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}

/**
 * Draws a position in a list of weights, each a pair of a numerator and a denominator. `number` is the
 * index of the draw within the run.
 */
export function drawPosition(seed, number, weights) {
  const bits = mix64(mix64(BigInt(seed)) ^ mix64(~BigInt(number) & BITS_64));
  const ticket = Number(bits >> 11n) / 2 ** 53;
  let sum = 0;
  const fallen = weights.findIndex(([numerator, denominator]) => {
    sum += Number(numerator) / Number(denominator);
    return ticket < sum;
  });
  return fallen < 0 ? weights.length - 1 : fallen;
}

/**
 * Returns the probability of each outcome of a choice as an exact fraction, and the rest for
 * `otherwise`. Returns null if they do not add up to 1.
 */
export function chanceWeights(whens) {
  let rest = [1n, 1n];
  const weights = [];
  for (const when of whens) {
    const { count, in: total } = when.chance ?? {};
    let weight = rest;
    if (count > 0 && total > 0) {
      weight = [BigInt(count), BigInt(total)];
      rest = reduced(rest[0] * weight[1] - weight[0] * rest[1], rest[1] * weight[1]);
    } else if (when === "otherwise" && rest[0] > 0n) {
      rest = [0n, 1n];
    } else {
      return null;
    }
    if (rest[0] < 0n || rest[1] > BITS_64) return null;
    weights.push(weight);
  }
  return rest[0] === 0n ? weights : null;
}

/** Returns a fraction in its lowest terms. */
function reduced(numerator, denominator) {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b) [a, b] = [b, a % b];
  return [numerator / a, denominator / a];
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
  if (event?.event === "started" && !Number.isSafeInteger(event.seed)) {
    const digits = /[{,]"seed":(\d+)[,}]/.exec(text.replace(/\s/g, ""));
    if (digits) event.seed = BigInt(digits[1]);
  }
  return event;
}
