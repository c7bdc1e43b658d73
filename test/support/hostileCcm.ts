import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SEED } from "fortanix-ccm-simulator";

/** A secret in a run's inputs, which the service returns in every spelling. */
export const SECRET = "s3cr3t+value/12345=";

const GITHUB = [
    "error",
    "warning",
    "notice",
    "debug",
    "group",
    "add-mask",
    "set-output",
    "save-state",
    "stop-commands",
];

/** Texts that a consumer might interpret, by kind; at least one for each kind of injection. */
const HOSTILE: Readonly<Record<string, readonly string[]>> = {
    "colours of Pulumi": ["<{%boom%}>", "<{%reset%}>", "<{%fg 1%}>", "<<{%x%}>", "<{%", "a<{%%}>b<{%red"],
    "commands to GitHub": [
        ...GITHUB.map((name) => `::${name} a=b::x`),
        "  ::endgroup::",
        "\t::set-env name=PATH::x",
        "##[error]x",
    ],
    "commands to Azure Pipelines": [
        "##vso[task.setvariable variable=a]b",
        "x ##vso[task.complete result=Failed;]",
        "##[section]a",
    ],
    "commands to TeamCity": ["##teamcity[buildStatus status='FAILURE']", "a ##teamcity[message text='b']"],
    "commands to GitLab": ["section_start:1:a[collapsed=true]\r\u001b[0Khead", "section_end:1:a\r\u001b[0K"],
    "commands to Travis": ["travis_fold:start:a", "travis_time:end:b"],
    "groups of Buildkite": ["+++ open", "--- close", "~~~ quiet", "^^^ +++"],
    "commands to a terminal": [
        "\u001b[31mred\u001b[0m",
        "\u001b]8;;https://evil.test\u0007link\u001b]8;;\u0007",
        "\u001b]0;title\u0007",
        "\u001b]52;c;YQ==\u001b\\",
        "\u001b[2J\u001b[H",
        "\u009b31mred",
        "over\rwritten",
        "back\b\b\b\bspace",
        "bell\u0007",
        "nul\u0000byte",
        "\u001bPq#0\u001b\\",
    ],
    "what cannot be seen": [
        "a\u202egnp.exe",
        "a\u2066b\u2069",
        "zero\u200bwidth",
        "\u2028line",
        "\u2029paragraph",
        "next\u0085line",
        "\ufeffmark",
        "soft\u00adhyphen",
        "half \ud83d of one",
        "\udc00half",
    ],
    markup: [
        "<script>document.title='run'</script>",
        "<img src=x onerror=document.title='run'>",
        "[a](javascript:alert(1))",
        "![x](https://evil.test/x.png)",
        "@everyone",
        "</pre></td></details>",
        "| a | b |\n|---|---|",
        "```\n# head",
        "<!-- hidden",
    ],
    "secrets of a run": [
        SECRET,
        JSON.stringify({ a: SECRET }),
        encodeURIComponent(SECRET),
        Buffer.from(SECRET).toString("base64"),
        Buffer.from(`user:${SECRET}`).toString("base64url"),
        Buffer.from(SECRET).toString("hex"),
        SECRET.replace("value", "val\u200bue"),
        SECRET.replace("value", "val\u001b[1mue"),
    ],
    "secrets of the process": [
        `Authorization: Bearer ${SEED.writerToken}`,
        `x-request-id ${Buffer.from(SEED.writerToken).toString("base64")}`,
        "https://user:passw0rd-in-a-url@host.test/x",
    ],
};

export const HOSTILE_TEXTS = Object.values(HOSTILE).flat();

/** Texts for other resources: only runs know the secrets of runs. */
const OF_OTHERS = HOSTILE_TEXTS.filter((text) => !HOSTILE["secrets of a run"]?.includes(text));

/** Number of texts returned at a time. */
const AT_A_TIME = 6;

/** A proxy that inserts the texts into all responses of a simulator and leaves its behavior unchanged. */
export class HostileCcm implements AsyncDisposable {
    private next = 0;

    private constructor(
        private readonly server: Server,
        private readonly target: string,
    ) {
        server.on("request", (request: IncomingMessage, response) => {
            void this.forward(request).then(({ status, body }) => {
                const id = this.texts(HOSTILE_TEXTS).replace(/[^ -~]/g, "");
                response.writeHead(status, { "content-type": "application/json", "x-request-id": id }).end(body);
            });
        });
    }

    static async start(target: string): Promise<HostileCcm> {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return new HostileCcm(server, target);
    }

    get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    /** Number of texts returned so far. */
    get said(): number {
        return this.next;
    }

    async [Symbol.asyncDispose](): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    private texts(from: readonly string[]): string {
        const texts = Array.from({ length: AT_A_TIME }, () => from[this.next++ % from.length]);
        return texts.join("\n");
    }

    private async forward(request: IncomingMessage): Promise<{ status: number; body: string }> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const { authorization = "", "content-type": type = "application/json" } = request.headers;
        const answer = await fetch(`${this.target}${request.url ?? ""}`, {
            method: request.method ?? "GET",
            headers: { authorization, ...(chunks.length > 0 && { "content-type": type }) },
            ...(chunks.length > 0 && { body: Buffer.concat(chunks).toString() }),
        });
        const text = await answer.text();
        const isOfRuns = request.url?.includes("/workflow_runs") === true;
        return {
            status: answer.status,
            body: text === "" ? "" : JSON.stringify(this.spoil(JSON.parse(text), isOfRuns ? HOSTILE_TEXTS : OF_OTHERS)),
        };
    }

    /** Appends texts to the fields that users or programs write in CCM. */
    private spoil(value: unknown, texts: readonly string[], name = ""): unknown {
        if (Array.isArray(value)) return value.map((member) => this.spoil(member, texts, name));
        if (typeof value === "object" && value !== null) {
            return Object.fromEntries(
                Object.entries(value).map(([key, member]) => [key, this.spoil(member, texts, key)]),
            );
        }
        const isText = ["message", "reason", "description", "name", "group_id", "text", "config_id"].includes(name);
        return typeof value === "string" && isText ? `${value} ${this.texts(texts)}` : value;
    }
}
