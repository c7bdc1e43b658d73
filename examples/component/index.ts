import * as pulumi from "@pulumi/pulumi";
import { NightlyScoring } from "./NightlyScoring";

const config = new pulumi.Config();
const common = {
    graph: config.require("graph"),
    version: config.require("version"),
    cluster: config.get("cluster") ?? "aks-west",
    night: config.require("night"),
};

const north = new NightlyScoring("north", common);
const south = new NightlyScoring("south", common);

export const runIds = [north.runId, south.runId];
