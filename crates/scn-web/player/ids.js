// Numbers and names that are drawn anew: seeds of runs and ids of attempts.

function randomBytes(count) {
  const bytes = new Uint8Array(count);
  try {
    return crypto.getRandomValues(bytes);
  } catch {
    return bytes.map(() => Math.floor(Math.random() * 256));
  }
}

/** Draws a seed of 32 bits. */
export function drawSeed() {
  return randomBytes(4).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Draws an id: a UUID of version 4. */
export function randomId() {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
