import { log } from "@pulumi/pulumi";
import type { Resource } from "@pulumi/pulumi";
import { shownText } from "../contract/shownText";

/** What a program tells the engine goes through here: the engine, its terminal and CI systems obey nothing in it. */
export const programLog = {
    debug: (text: string) => log.debug(shownText(text)),
    info: (text: string, resource?: Resource) => log.info(shownText(text), resource),
    warn: (text: string, resource?: Resource) => log.warn(shownText(text), resource),
    error: (text: string, resource?: Resource) => log.error(shownText(text), resource),
};
