// A session with `scn mcp` by the client of the protocol's makers: from an empty folder to a pack
// that is checked, played to the end and built. Called with the program and the folder. The text of
// the scenario is read from standard input. Prints what it saw as JSON.
import { readFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [program, folder] = process.argv.slice(2);
const scenario = readFileSync(0, "utf8");

const client = new Client({ name: "other-tools", version: "1.0.0" });
const errors = [];
client.onerror = (error) => errors.push(String(error));
await client.connect(new StdioClientTransport({ command: program, args: ["mcp", folder, "--write"] }));

const call = async (name, args) => {
  const result = await client.callTool({ name, arguments: args });
  if (result.isError) {
    throw new Error(`${name}: ${result.content[0].text}`);
  }
  return result;
};

const seen = { server: client.getServerVersion().name, errors };
seen.instructions = client.getInstructions().length > 0;
const { tools } = await client.listTools();
seen.tools = tools.map((tool) => tool.name);
await call("write", { path: "scn.toml", text: '[pack]\nname = "counter"\ntitle = "At the counter"\n' });
await call("write", { path: "parcel.scn", text: scenario });
const checked = await call("check", {});
seen.summary = checked.structuredContent.summary;
const choices = [];
for (;;) {
  const { structuredContent: page } = await call("play", { choices });
  if (page.over) {
    seen.ending = page.at;
    seen.decisions = page.debrief.decisions.length;
    break;
  }
  choices.push(page.choices.find((choice) => !choice.locked).id);
}
seen.choices = choices;
await call("build", { format: "html", output: "course.html" });
const { resources } = await client.listResources();
seen.resources = resources.map((resource) => resource.uri);
const guide = await client.readResource({ uri: "scn://guide" });
seen.guide = guide.contents[0].text.length > 1000;
const { resourceTemplates } = await client.listResourceTemplates();
seen.templates = resourceTemplates.map((template) => template.uriTemplate);
seen.refusal = (await client.callTool({ name: "read", arguments: { path: "../x.scn" } })).isError;
// A call that is cancelled leaves the session as it was.
const stop = new AbortController();
const cancelled = client.callTool({ name: "check", arguments: {} }, undefined, { signal: stop.signal });
stop.abort();
seen.cancelled = await cancelled.then(() => false, () => true);
seen.after = (await call("check", {})).structuredContent.summary.errors;
await client.close();
console.log(JSON.stringify(seen));
