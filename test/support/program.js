// The program of a test's stack: declares the resources in resources.json. Marks stand for values that JSON cannot
// express: {$secret: x} a secret, {$later: x} a value that is known only after another resource exists, {$config: key}
// a secret of the stack's configuration, {$of: name, output} an output of another resource, {$resource: name} the
// resource itself, {$call: function, args} a call of a function of the package.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const pulumi = require("@pulumi/pulumi");
const ccm = require("pulumi-fortanix-ccm");

const { exports: outputs = {}, ...specs } = JSON.parse(readFileSync(join(__dirname, "resources.json"), "utf8"));
const config = new pulumi.Config();
const resources = {};

/** As the package @pulumi/random declares it. */
class RandomPassword extends pulumi.CustomResource {
    constructor(name, args, opts) {
        const options = pulumi.mergeOptions({ additionalSecretOutputs: ["result"] }, opts);
        super("random:index/randomPassword:RandomPassword", name, { ...args, result: undefined }, options);
    }
}
const types = { ...ccm, RandomPassword };

for (const [name, { type = "WorkflowRun", args, opts = {} }] of Object.entries(specs)) {
    resources[name] = new types[type](name, resolve(args), resolve(opts));
}
module.exports = resolve(outputs);

function resolve(value) {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    if ("$secret" in value) return pulumi.secret(resolve(value.$secret));
    if ("$config" in value) return config.requireSecret(value.$config);
    if ("$later" in value) {
        return resources[value.after ?? Object.keys(resources)[0]].id.apply(() => resolve(value.$later));
    }
    if ("$of" in value) return resources[value.$of][value.output];
    if ("$resource" in value) return resources[value.$resource];
    if ("$call" in value) return ccm[value.$call](...resolve(value.args));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member)]));
}
