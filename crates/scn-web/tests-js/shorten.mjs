// Shortens the script of the player: local names, blanks. Reads the script from standard input and
// writes it to standard output. Names of properties, names of globals and texts stay as they are,
// and nothing is removed: the script is a part of another file later.
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

const { code } = transformSync(readFileSync(0, "utf8"), {
  charset: "utf8",
  minify: true,
  target: "es2020",
  treeShaking: false,
});
process.stdout.write(code);
