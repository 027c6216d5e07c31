// Lessons, page by page. What is read is two events: the lesson was opened, and its end was
// reached.

import { titleOrId } from "./session.js";
import { byId, lastDigest } from "./versions.js";

/**
 * Returns a page of a lesson as it is shown. `pages` are its pages, each with a `heading` and
 * `blocks`. A page that there is not is the last one.
 */
export function lessonView(story, pages, id, page) {
  const lesson = byId(story.lessons, id);
  const at = Math.max(0, Math.min(page, pages.length - 1));
  const title = (list, key) => titleOrId(byId(list, key)?.title ?? "", key);
  return {
    id,
    title: title(story.lessons, id),
    digest: story.pack.digest,
    page: at,
    pages: pages.length,
    blocks: pages[at]?.blocks ?? [],
    headings: pages.map(({ heading }) => heading),
    teaches: (lesson.teaches ?? []).map((key) => title(story.principles, key)),
    notice: null,
  };
}

/**
 * Returns the events that opening a lesson adds to its record: none if it goes on in the same
 * story. `left` is the attempt that was left, or null.
 */
export function openLesson(story, id, left) {
  const { name: pack, digest } = story.pack;
  if (left && lastDigest({ events: left.events }) === digest) return [];
  return [{ event: "opened", pack, digest, lesson: id }];
}

/**
 * Returns the events of whoever has come to a page of a lesson: with the last page it is read.
 */
export function lessonEvents(story, pages, id, page) {
  const opened = openLesson(story, id, null);
  return page + 1 >= pages.length ? [...opened, { event: "read" }] : opened;
}
