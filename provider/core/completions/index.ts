export { awaitCompletion, updateCompletion } from "./awaitCompletion";
export { checkCompletion, completionReason } from "./checkCompletion";
