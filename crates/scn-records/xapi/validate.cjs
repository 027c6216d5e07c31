// Reads xAPI statements, one per line, and exits with 1 if one violates the standard; prints their number.
const warnings = require('xapi-validation').default;

const lines = require('node:fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
let wrong = 0;
for (const line of lines) {
  for (const warning of warnings(JSON.parse(line))) {
    wrong += 1;
    console.error(`${warning.constructor.name} at ${(warning.path || []).join('.')}: ${JSON.stringify(warning)}\n  ${line}`);
  }
}
console.log(lines.length);
process.exit(wrong === 0 && lines.length > 0 ? 0 : 1);
