import { log } from "@pulumi/pulumi";
import type { Resource } from "@pulumi/pulumi";
import { shownText } from "../contract/shownText";

/** The engine's log. Removes from texts what the engine, terminals or CI systems would take for commands. */
export const programLog = {
    debug: (text: string) => log.debug(shownText(text)),
    info: (text: string, resource?: Resource) => log.info(shownText(text), resource),
    warn: (text: string, resource?: Resource) => log.warn(shownText(text), resource),
    error: (text: string, resource?: Resource) => log.error(shownText(text), resource),
};
