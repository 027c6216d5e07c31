// Compiles every given schema with the defaults of Ajv and in its strict mode. Any warning is a failure.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const modes = {
  "the defaults": {},
  "strict mode": { strict: true, strictTypes: true, strictTuples: true, strictRequired: true },
};

for (const path of process.argv.slice(2)) {
  const schema = JSON.parse(readFileSync(path, "utf8"));
  for (const [name, options] of Object.entries(modes)) {
    const fail = (message) => {
      console.error(`${path}, ${name}: ${message}`);
      process.exitCode = 1;
    };
    const logger = { log() {}, warn: fail, error: fail };
    try {
      new Ajv2020.default({ ...options, logger }).compile(schema);
    } catch (error) {
      fail(error.message);
    }
  }
}
