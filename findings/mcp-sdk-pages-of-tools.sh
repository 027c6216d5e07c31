#!/usr/bin/env bash
# @modelcontextprotocol/sdk 1.32.2 (npm): a client that reads the list of tools page by page checks
# only the results of the tools on the page that it has read last.
#
# A server of the Model Context Protocol may send its tools in pages, with a `nextCursor`, and a tool
# may have an `outputSchema`. `callTool` compares results with that schema, which the client knows
# since `listTools`. Each call of `listTools` forgets the schemas of the pages before, so a result
# that was refused after the first page is returned after the second as if it were right.
#
# Seen: after page 1: refused; after page 2: {"minutes":"ten"}
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"type":"module"}\n' > package.json
npm install --no-audit --no-fund --silent @modelcontextprotocol/sdk@1.32.2 >&2

# A server with two tools, one on each page. The first does not keep to its schema.
cat > server.js <<'JS'
import { createInterface } from "node:readline";

const object = (properties) => ({ type: "object", properties });
const pages = {
  first: { tools: [{ name: "estimate", inputSchema: object({}), outputSchema: object({ minutes: { type: "integer" } }) }], nextCursor: "second" },
  second: { tools: [{ name: "help", inputSchema: object({}) }] },
};
const answers = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "pages", version: "1" } }),
  "tools/list": ({ cursor = "first" } = {}) => pages[cursor],
  "tools/call": () => ({ content: [], structuredContent: { minutes: "ten" } }),
};
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: answers[method](params) }));
}
JS
cat > client.js <<'JS'
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const client = new Client({ name: "reader", version: "1" });
await client.connect(new StdioClientTransport({ command: process.execPath, args: ["server.js"] }));
const estimate = () =>
  client.callTool({ name: "estimate" }).then((it) => JSON.stringify(it.structuredContent), () => "refused");

const { nextCursor } = await client.listTools();
const first = await estimate();
await client.listTools({ cursor: nextCursor });
console.log(`after page 1: ${first}; after page 2: ${await estimate()}`);
await client.close();
JS

seen=$(node client.js)
echo "$seen"
[ "$seen" = 'after page 1: refused; after page 2: {"minutes":"ten"}' ]
