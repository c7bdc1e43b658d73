// The program of a test's stack: declares the runs that resources.json names. Marks stand for what JSON cannot say:
// {$secret: x} a secret, {$later: x} a value that is known only once another run is there, {$config: key} a secret of
// the stack's configuration.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const pulumi = require("@pulumi/pulumi");
const { WorkflowRun } = require("pulumi-fortanix-ccm");

const specs = JSON.parse(readFileSync(join(__dirname, "resources.json"), "utf8"));
const config = new pulumi.Config();
const runs = {};

for (const [name, { args, opts = {} }] of Object.entries(specs)) {
    runs[name] = new WorkflowRun(name, resolve(args), resolve(opts));
}

function resolve(value) {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    if ("$secret" in value) return pulumi.secret(resolve(value.$secret));
    if ("$config" in value) return config.requireSecret(value.$config);
    if ("$later" in value) return runs[value.after ?? Object.keys(runs)[0]].runId.apply(() => resolve(value.$later));
    if ("$run" in value) return runs[value.$run];
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member)]));
}
