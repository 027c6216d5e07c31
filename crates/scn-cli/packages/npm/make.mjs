// Makes the packages for npm from the archives of a release: one for each system with the command,
// and `scn-lang`, which depends on all of them; npm installs the one for the system at hand.
//
// Usage: node make.mjs VERSION RELEASED FOLDER

import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [version, released, folder] = process.argv.slice(2);
if (!folder) {
  console.error("Usage: node make.mjs VERSION RELEASED FOLDER");
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));

const SYSTEMS = {
  "x86_64-unknown-linux-musl": { os: "linux", cpu: "x64" },
  "aarch64-unknown-linux-musl": { os: "linux", cpu: "arm64" },
  "x86_64-apple-darwin": { os: "darwin", cpu: "x64" },
  "aarch64-apple-darwin": { os: "darwin", cpu: "arm64" },
  "x86_64-pc-windows-msvc": { os: "win32", cpu: "x64" },
};
const common = { version, license: "MIT OR Apache-2.0", engines: { node: ">=18" } };

/** Writes a package: its `package.json`, and the licences. */
function write(place, about) {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), `${JSON.stringify({ ...about, ...common }, null, 2)}\n`);
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(here, "../../../..", licence), join(place, licence));
}

const optionalDependencies = {};
for (const file of readdirSync(released).sort()) {
  const target = /^scn-(.+)\.tar\.gz$/.exec(file)?.[1];
  if (!target) continue;
  const { os, cpu } = SYSTEMS[target];
  const name = `@scn-lang/${os}-${cpu}`;
  const place = join(folder, `${os}-${cpu}`);
  const binary = os === "win32" ? "scn.exe" : "scn";
  write(place, { name, description: `The scn command for ${os} on ${cpu}`, os: [os], cpu: [cpu], files: [binary], preferUnplugged: true });
  execFileSync("tar", ["-xzf", join(released, file), "-C", place, binary]);
  optionalDependencies[name] = version;
}
if (Object.keys(optionalDependencies).length === 0) {
  console.error(`there is no archive in ${released}`);
  process.exit(1);
}
const place = join(folder, "scn-lang");
const description = "Compiles, proves and plays training scenarios that are written as plain text";
write(place, { name: "scn-lang", description, bin: { scn: "bin/scn.js" }, files: ["bin"], optionalDependencies });
cpSync(join(here, "bin"), join(place, "bin"), { recursive: true });
copyFileSync(join(here, "README.md"), join(place, "README.md"));
