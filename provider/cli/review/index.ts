export { forbidden, GATES, type Gate } from "./gate";
export { htmlOf } from "./html";
export { markdownOf, MAX_MARKDOWN } from "./markdown";
export { parsePreview } from "./previewDocument";
export { reviewOf, type Review } from "./report";
