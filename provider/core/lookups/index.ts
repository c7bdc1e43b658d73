export { findCluster, findClusters } from "./findCluster";
export { findGraph, type GraphApplication, type GraphFacts } from "./findGraph";
export { eachRun, findLogs, findRun, findRuns } from "./findRuns";
