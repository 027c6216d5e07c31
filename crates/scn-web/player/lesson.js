// A page of a lesson.

import { element } from "./dom.js";
import { PHRASES } from "./phrases.js";
import { body, inline } from "./text.js";
import { fill } from "./words.js";

/** Returns the nodes of a page. Its first heading has the id `moment`, which receives the focus. */
export function lessonNodes({ title, page, pages, blocks }) {
  const last = page + 1 === pages;
  const number = pages > 1 ? fill(PHRASES.lesson_page, { page: `${page + 1}`, pages: `${pages}` }) : PHRASES.lesson;
  const onward = { type: "button", class: "primary", "data-open": "course", "data-number": "1" };
  const nodes = [
    element("p", { class: "progress" }, number),
    element("h2", { class: "title" }, title),
    element("section", { class: "reading" }, nestedBlocks(blocks, [])),
    element(
      "p",
      { class: "onward" },
      page ? turnButton("previous", page - 1, PHRASES.previous_page) : [],
      last ? element("button", onward, PHRASES.all_parts) : turnButton("next", page + 1, PHRASES.next_page, "1"),
    ),
  ];
  const first = nodes[2].querySelector("h3") ?? nodes[1];
  first.setAttribute("id", "moment");
  first.setAttribute("tabindex", "-1");
  return nodes;
}

function turnButton(step, page, words, number) {
  const data = { "data-step": step, "data-page": `${page}`, "data-number": number };
  return element("button", { type: "button", class: number && "primary", ...data }, words);
}

/**
 * Returns nested blocks. Headings are numbered by how they are nested, since a page need not begin
 * with the highest level. `above` has the levels of the headings that the next one is below.
 */
function nestedBlocks(blocks, above) {
  return blocks.flatMap((block) => {
    if (block.kind === "list") return [nestedList(block, above)];
    if (block.kind === "quote") return [element("blockquote", { class: "quoted" }, nestedBlocks(block.blocks, above))];
    if (block.kind === "heading") return headingNode(block, above);
    return body([block], []);
  });
}

function headingNode({ level, text }, above) {
  if (!text.some((words) => words.text.trim())) return [];
  while (above.length && above.at(-1) >= level) above.pop();
  above.push(level);
  return [element(`h${Math.min(2 + above.length, 6)}`, {}, inline(text))];
}

function nestedList({ ordered, start, items }, above) {
  const item = (blocks) => {
    const [only] = blocks;
    return element("li", {}, blocks.length === 1 && only.kind === "paragraph" ? inline(only.text) : nestedBlocks(blocks, above));
  };
  return element(ordered ? "ol" : "ul", { start: ordered && start !== 1 && `${start}` }, items.map(item));
}
