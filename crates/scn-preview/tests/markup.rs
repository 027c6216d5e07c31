//! No text becomes markup in the page.

#[test]
fn nothing_in_the_page_is_parsed_as_html() {
    for code in [
        include_str!("../assets/main.js"),
        include_str!("../assets/index.html"),
        include_str!("../assets/findings.js"),
        include_str!("../assets/graph.js"),
        include_str!("../assets/service.js"),
        include_str!("../assets/values.js"),
        include_str!("../assets/panel.js"),
        include_str!("../assets/author.js"),
        include_str!("../assets/changes.js"),
    ] {
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "setHTML",
            "createContextualFragment",
            "text/html",
        ] {
            assert!(!code.contains(way), "{way}");
        }
    }
}
