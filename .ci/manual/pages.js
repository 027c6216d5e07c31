// What the pages of the manual do besides what mdBook does. `collect.py` puts the keywords of the
// reference in the place of KEYWORDS.
(() => {
  hljs.registerLanguage("scn", () => ({
    contains: [
      { className: "comment", begin: /^[ \t]*\/\//, end: /$/ },
      {
        begin: /^[ \t]*(?:KEYWORDS)(?=[ :\[])/,
        className: "keyword",
        starts: {
          end: /:|$/,
          contains: [
            { className: "meta", begin: /\[/, end: /\]/ },
            { className: "title", begin: /[a-z][a-z0-9-]*/ },
          ],
        },
      },
      { className: "meta", begin: /^[ \t]*\[(?:if|otherwise|needs)\b/, end: /\]/ },
    ],
  }));
  for (const block of document.querySelectorAll("code.language-scn")) {
    block.textContent = block.textContent;
    hljs.highlightBlock(block);
  }
  // Who has no mouse scrolls wide examples and tables with the arrow keys.
  for (const wide of document.querySelectorAll("pre > code, .table-wrapper")) wide.tabIndex = 0;

  // The bar is the head of the page. What opens the list of pages is a label, which no keyboard
  // reaches: a button takes its place.
  document.getElementById("mdbook-menu-bar").setAttribute("role", "banner");
  const anchor = document.getElementById("mdbook-sidebar-toggle-anchor");
  const label = document.getElementById("mdbook-sidebar-toggle");
  const button = document.createElement("button");
  button.type = "button";
  for (const { name, value } of label.attributes) if (name !== "for") button.setAttribute(name, value);
  button.append(...label.childNodes);
  label.replaceWith(button);
  button.addEventListener("click", () => anchor.click());
  const sidebar = document.getElementById("mdbook-sidebar");
  const follow = () => {
    button.setAttribute("aria-expanded", String(anchor.checked));
    // A keyboard does not reach what is closed.
    sidebar.inert = !anchor.checked;
  };
  anchor.addEventListener("change", follow);
  follow();

  document.getElementById("mdbook-search-wrapper").setAttribute("role", "search");
  document.getElementById("mdbook-searchbar").setAttribute("aria-label", "Search the manual");
})();
